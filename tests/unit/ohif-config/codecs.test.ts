import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { withoutEval } from "../../../ohif-config/build/codecs";

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

test("a C++ method in the codec glue is called with the same values and frees what it took", () => {
  expect(runWithoutEval(withoutEval(GLUE))).toBe(JSON.stringify(["ret 7", [99, 5, 42], [42], "Named", 3]));
});

test("the codec glue as published needs eval", () => {
  expect(() => runWithoutEval(GLUE)).toThrow("Code generation from strings disallowed");
});

test("a codec function without a class takes no this", () => {
  const glue = GLUE.replace("[number, self, number], {}", "[number, null, number], null");
  expect(runWithoutEval(withoutEval(glue))).toBe(JSON.stringify(["ret 7", [99, 42], [42], "Named", 3]));
});

/** The oldest glue: C++ makes a JavaScript object of two numbers, and calls a method of it. */
const OLD_GLUE = `
function new_(constructor, list) { return constructor.apply(null, list); }
var freed = [];
var Module = { HEAP32: [0, 0, 10, 20] };
var Emval = { toHandle: (value) => value };
var plain = { readValueFromPointer: (at) => "plain " + at, argPackAdvance: 8 };
var owned = { readValueFromPointer: (at) => "owned " + at, argPackAdvance: 4, deleteObject: (value) => freed.push(value) };
function requireRegisteredType(type) { return type === 10 ? plain : owned; }
function craftEmvalAllocator(argCount) {
  var functionBody = "";
  return new Function("requireRegisteredType","Module","valueToHandle",functionBody)(requireRegisteredType,Module,Emval.toHandle);
}
function __emval_get_method_caller(types) {
  var retType = types[0], params = [], args = [];
  return new_(Function,params).apply(null,args);
}
var made = craftEmvalAllocator(2)(function (a, b) { this.list = [a, b]; }, 8, 100);
var called = __emval_get_method_caller([{ isVoid: false, toWireType: (_, value) => "ret " + value }, plain, owned]);
var idle = __emval_get_method_caller([{ isVoid: true }]);
var object = { own: 3, m(a, b) { return [this.own, a, b].join(); } };
JSON.stringify([made.list, called(object, "m", null, 100), freed, typeof idle(object, "m", null, 0)]);
`;

test("objects in the oldest codec glue are made and called with the same values", () => {
  expect(runWithoutEval(withoutEval(OLD_GLUE))).toBe(
    JSON.stringify([["plain 100", "owned 108"], "ret 3,plain 100,owned 108", ["owned 108"], "undefined"]),
  );
  expect(() => runWithoutEval(OLD_GLUE)).toThrow("Code generation from strings disallowed");
});

test("scripts without codec glue stay unchanged", () => {
  const script = "const f = new Function('return 1');";
  expect(withoutEval(script)).toBe(script);
});
