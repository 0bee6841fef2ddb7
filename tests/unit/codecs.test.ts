import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { withoutEval } from "../../ohif-config/build/codecs";

/** Runs a script where text can't become code, as under the viewer's policy, and gives its last value. */
function runWithoutEval(script: string): unknown {
  return runInContext(script, createContext({}, { codeGeneration: { strings: false, wasm: true } }));
}

/** Emscripten's glue, shortened: a method of a C++ class with one parameter that has to be freed. */
const GLUE = `
function new_(constructor, list) { return constructor.apply(null, list); }
function createNamedFunction(name,body){return new Function("body","return function "+name+"() {\\n"+'    "use strict";'+"    return body.apply(this, arguments);\\n"+"};\\n")(body)}
var freed = [];
var number = { name: "int", toWireType: (_, value) => value * 2, fromWireType: (value) => "ret " + value,
  destructorFunction: (value) => freed.push(value) };
var self = { name: "this", toWireType: (_, value) => value.id, destructorFunction: null };
function craftInvokerFunction(humanName, argTypes, classType, cppInvokerFunc, cppTargetFunc) {
  var isClassMethodFunc = argTypes[1] !== null && classType !== null;
  var needsDestructorStack = false, returns = true, runDestructors = null;
  var args1 = ["x"], args2 = [];
  return new_(Function, args1).apply(null, args2);
}
var called;
var method = craftInvokerFunction("m", [number, self, number], {}, (...list) => { called = list; return 7; }, 99);
var Named = createNamedFunction("Named", function (value) { this.value = value; });
var object = { id: 5, method };
JSON.stringify([object.method(21), called, freed, Named.name, new Named(3).value]);
`;

test("a C++ method is called with the same values, and frees what it took", () => {
  expect(runWithoutEval(withoutEval(GLUE))).toBe(JSON.stringify(["ret 7", [99, 5, 42], [42], "Named", 3]));
});

test("the glue as it is published needs eval", () => {
  expect(() => runWithoutEval(GLUE)).toThrow("Code generation from strings disallowed");
});

test("a function without a class takes no this", () => {
  const glue = GLUE.replace("[number, self, number], {}", "[number, null, number], null");
  expect(runWithoutEval(withoutEval(glue))).toBe(JSON.stringify(["ret 7", [99, 42], [42], "Named", 3]));
});

test("other scripts stay as they are", () => {
  const script = "const f = new Function('return 1');";
  expect(withoutEval(script)).toBe(script);
});
