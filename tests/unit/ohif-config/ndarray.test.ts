import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { withoutCompiledViews } from "../../../ohif-config/build/ndarray";

/** The library's frame around its compiler, shortened; the compiler makes code as the published one does. */
const LIBRARY = `
function order() {
  var stride = this.stride;
  return stride.map((_, axis) => axis).sort((a, b) => Math.abs(stride[a]) - Math.abs(stride[b]));
}
function compileConstructor(dtype, dimension) {
  var procedure = new Function("CTOR_LIST", "ORDER", "return CTOR_LIST")
  return procedure(CACHED_CONSTRUCTORS[dtype], order)
}
var CACHED_CONSTRUCTORS = { array: [], generic: [] };
function ndarray(data, shape, stride, offset, dtype = "array") {
  var list = CACHED_CONSTRUCTORS[dtype];
  while (list.length <= shape.length + 1) list.push(compileConstructor(dtype, list.length - 1));
  return list[shape.length + 1](data, shape, stride, offset);
}
/** All values in the order of the view, and what else tells a view from another. */
function shown(view) {
  var values = [];
  var walk = (...at) => {
    if (at.length === view.dimension) values.push(view.get(...at));
    else for (var i = 0; i < view.shape[at.length]; i += 1) walk(...at, i);
  };
  walk();
  return JSON.stringify([values.join(" "), view.size, view.order]);
}
`;

/** Runs a script on the library where text can't become code, as under the viewer's policy. */
function run(script: string, library = withoutCompiledViews(LIBRARY)): unknown {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: true } });
  return runInContext(`${library}\n${script}`, context);
}

/** Two rows of three. */
const PICTURE = "var view = ndarray([0, 1, 2, 3, 4, 5], [2, 3], [3, 1], 0);";

test("the ndarray library as published needs eval", () => {
  expect(() => run(PICTURE, LIBRARY)).toThrow("Code generation from strings disallowed");
});

test.each([
  ["all of it", "view", "0 1 2 3 4 5", 6, [1, 0]],
  ["mirrored", "view.step(1, -1)", "2 1 0 5 4 3", 6, [1, 0]],
  ["every second column", "view.step(1, 2)", "0 2 3 5", 4, [1, 0]],
  ["turned", "view.transpose(1, 0)", "0 3 1 4 2 5", 6, [0, 1]],
  ["its upper left", "view.hi(1, 2)", "0 1", 2, [1, 0]],
  ["its lower right", "view.lo(1, 1)", "4 5", 2, [1, 0]],
  ["all but the first column", "view.lo(undefined, 1)", "1 2 4 5", 4, [1, 0]],
  ["a row", "view.pick(1, null)", "3 4 5", 3, [0]],
  ["a value", "view.pick(1, 2)", "5", 1, []],
  ["a part of a part, turned", "view.lo(0, 1).transpose(1, 0).step(-1, 1)", "2 5 1 4", 4, [0, 1]],
])("an ndarray view reads its array: %s", (_, view, values, size, order) => {
  expect(run(`${PICTURE} shown(${view})`)).toBe(JSON.stringify([values, size, order]));
});

test("an ndarray view writes into the array that it shows", () => {
  expect(run(`${PICTURE} view.transpose(1, 0).set(2, 0, 9); view.data.join(" ")`)).toBe("0 1 9 3 4 5");
  expect(run(`${PICTURE} view.pick(1, 0).set(8); view.data.join(" ")`)).toBe("0 1 2 8 4 5");
});

test("an ndarray of three dimensions is indexed in their order", () => {
  const box = "var box = ndarray([...Array(24).keys()], [2, 3, 4], [12, 4, 1], 0);";
  expect(run(`${box} [box.get(1, 2, 3), box.index(1, 0, 2), box.pick(null, 1, null).get(1, 3)].join(" ")`)).toBe(
    "23 14 19",
  );
});

test("an ndarray with a custom store uses the store's methods", () => {
  const store = "var held = [7, 8]; var store = { get: (at) => held[at], set: (at, value) => (held[at] = value) };";
  const view = `${store} var view = ndarray(store, [2], [1], 0, "generic"); view.set(0, 5);`;
  expect(run(`${view} [view.get(0), view.get(1)].join(" ")`)).toBe("5 8");
});

test("an ndarray view of nothing holds nothing", () => {
  const nothing = `var nothing = ndarray([1], [], [], 0).pick();`;
  expect(run(`${nothing} JSON.stringify([nothing.dimension, nothing.size, nothing.index(), nothing.pick()])`)).toBe(
    "[-1,0,-1,null]",
  );
});

test("scripts without ndarray stay unchanged", () => {
  const script = "function compileConstructor(dtype, dimension) { return 1; }";
  expect(withoutCompiledViews(script)).toBe(script);
});
