/** ESLint's rule that Lua patterns take linear time; see pattern-cost.mjs. */
import { isLinear } from "./pattern-cost.mjs";

/** Which argument of a call is a pattern. */
const PATTERN_AT = { match: 1, find: 1, gmatch: 1, gsub: 1, matches: 1 };
/** A text of so many bytes may be gone through as often as it has bytes: half a million steps, some milliseconds. */
const LONGEST = 1024;
/** The comment above a call whose text is bounded. */
const BOUND = /Pattern: at most (\d+|[A-Z][A-Z_\d]*) bytes/;

/** The called function's name, if it is one of those that take patterns. */
function calledName({ callee }, scope) {
  if (callee.type === "Identifier") {
    const isOurs = callee.name === "matches" || callee.name === "find";
    return isOurs && definitionOf(callee.name, scope)?.type === "ImportBinding" ? callee.name : undefined;
  }
  const isString = callee.type === "MemberExpression" && callee.object.type === "Identifier";
  return isString && callee.object.name === "string" && !callee.computed ? callee.property.name : undefined;
}

/** Where a name is defined. */
function definitionOf(name, scope) {
  for (let here = scope; here !== null; here = here.upper) {
    const definition = here.set.get(name)?.defs[0];
    if (definition !== undefined) return definition;
  }
  return undefined;
}

/** The bytes that `string.char` makes of numbers. */
function charsOf({ callee, arguments: given }) {
  const isChar =
    callee.type === "MemberExpression" && callee.object.name === "string" && callee.property.name === "char";
  const all = given.every(({ type, value }) => type === "Literal" && typeof value === "number");
  return isChar && all ? String.fromCharCode(...given.map(({ value }) => value)) : undefined;
}

/** The value of an expression that is a constant of this file; undefined for any other. */
function constantOf(node, scope) {
  if (node === undefined) return undefined;
  if (node.type === "Literal") return node.value;
  if (node.type === "CallExpression") return charsOf(node);
  if (node.type === "TemplateLiteral") {
    const values = node.expressions.map((expression) => constantOf(expression, scope));
    if (!values.every((value) => typeof value === "string")) return undefined;
    return node.quasis.map(({ value }, at) => value.cooked + (values[at] ?? "")).join("");
  }
  if (node.type !== "Identifier") return undefined;
  const definition = definitionOf(node.name, scope);
  const isConstant = definition?.node.type === "VariableDeclarator" && definition.parent.kind === "const";
  return isConstant ? constantOf(definition.node.init ?? undefined, scope) : undefined;
}

/** The bound that the comment above the call's statement names, in bytes. */
function boundAbove(node, source) {
  let statement = node;
  while (statement.parent !== undefined && !/Statement$|^VariableDeclaration$/.test(statement.type)) {
    statement = statement.parent;
  }
  const said = source.getCommentsBefore(statement).map(({ value }) => BOUND.exec(value)?.[1]);
  const name = said.find((one) => one !== undefined);
  if (name === undefined || /^\d/.test(name)) return name === undefined ? undefined : Number(name);
  return constantOf({ type: "Identifier", name }, source.getScope(node));
}

export const luaPatterns = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      slow: "This pattern may take the square of its text's length, without yielding: use plain string.find, or say `Pattern: at most N bytes` (up to 1024) in a comment above.",
      unknown: "A pattern is a literal or a constant of this file: nobody can tell what another one costs.",
      alias: "Call it by its own name, so that its pattern can be checked.",
      broken: "This is no Lua pattern: {{failure}}.",
    },
  },
  create(context) {
    return {
      MemberExpression(node) {
        // Under another name the call would not be seen.
        const isPattern = node.object.name === "string" && PATTERN_AT[node.property.name] !== undefined;
        if (isPattern && node.parent.callee !== node) context.report({ node, messageId: "alias" });
      },
      CallExpression(node) {
        const scope = context.sourceCode.getScope(node);
        const name = calledName(node, scope);
        const at = PATTERN_AT[name];
        if (at === undefined || node.arguments.length <= at) return;
        const isPlain = name === "find" && constantOf(node.arguments[3], scope) === true;
        if (isPlain) return;
        const bound = boundAbove(node, context.sourceCode);
        if (typeof bound === "number" && bound <= LONGEST) return;
        const pattern = constantOf(node.arguments[at], scope);
        if (typeof pattern !== "string") return context.report({ node, messageId: "unknown" });
        try {
          if (!isLinear(pattern)) context.report({ node, messageId: "slow" });
        } catch (failure) {
          context.report({ node, messageId: "broken", data: { failure: failure.message } });
        }
      },
    };
  },
};
