import eslint from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { boundedSpread } from "./scripts/lint/bounded-spread.mjs";
import { luaPatterns } from "./scripts/lint/lua-patterns.mjs";

/** TypeScript that compiles but means something else, or nothing, in Lua. */
const luaForbidden = [
  {
    selector: ":function[async=true]",
    message: "A rejected promise is swallowed: an async access handler fails open.",
  },
  { selector: "AwaitExpression", message: "ngx_lua already yields; call it directly." },
  { selector: "VariableDeclaration[kind=/using/]", message: "Crashes under noImplicitSelf." },
  { selector: "BinaryExpression[operator='>>>']", message: "Signed in LuaJIT." },
  { selector: "Literal[regex]", message: "Use string.match or ngx.re." },
  {
    selector: "MemberExpression[optional=true][property.name='length']",
    message: "Reads a field called length, which a Lua string or table does not have.",
  },
  {
    selector: "VariableDeclarator[id.type='ArrayPattern'][init.type=/ConditionalExpression|LogicalExpression/]",
    message: "Several results of a Lua function are no array: take them from the call itself.",
  },
  { selector: "CallExpression[callee.name='unpack']", message: "Throws for a list of some 8,000 values." },
  { selector: "Literal[raw='null']", message: "JSON null is cjson.null; use undefined." },
];

export default defineConfig(
  { ignores: ["dist/", "test-results/", "node_modules/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.orthanc.json", "./tsconfig.node.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreVoidReturningFunctions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["lua-src/**/*.ts"],
    ignores: ["lua-src/types/**"],
    plugins: { collimator: { rules: { "bounded-spread": boundedSpread, "lua-patterns": luaPatterns } } },
    rules: {
      "collimator/lua-patterns": "error",
      "no-restricted-syntax": ["error", ...luaForbidden],
      "no-restricted-globals": [
        "error",
        ...["JSON", "Date", "RegExp", "Promise", "Map", "Set", "Proxy", "console", "setTimeout"],
      ],
      "@typescript-eslint/strict-boolean-expressions": ["error", { allowString: false, allowNumber: false }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // What runs once, before the start, and the command line have lists of the settings' length.
    files: ["lua-src/gateway/**/*.ts", "lua-src/orthanc/**/*.ts"],
    rules: { "collimator/bounded-spread": "error" },
  },
  { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs", globals: { module: "writable" } } },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
