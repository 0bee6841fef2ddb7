/**
 * The decoders of JPEG-LS, JPEG 2000 and HTJ2K are C++ compiled to WebAssembly by Emscripten, whose glue makes a
 * function for each C++ method from text. That needs 'unsafe-eval', which the viewer's policy does not grant, and
 * without these functions such images stay black. They are made by a closure instead, which does what the generated
 * text would do; Emscripten itself does so with `-sDYNAMIC_EXECUTION=0`.
 *
 * @module
 */

/** `createNamedFunction` of older versions: the text only gives a function its name. */
const NAMED =
  /new Function\(\s*"body",\s*"return function "\s*\+\s*name\s*\+\s*"\(\) \{\\n"\s*\+\s*(?:' {4}"use strict";'|" {4}\\"use strict\\";")\s*\+\s*" {4}return body\.apply\(this, arguments\);\\n"\s*\+\s*"\};\\n"\s*\)\(body\)/g;

const NAMED_CLOSURE =
  'Object.defineProperty(function () { return body.apply(this, arguments); }, "name", { value: name })';

/** The end of `craftInvokerFunction`, in older and newer versions. */
const INVOKER = /new_\(Function, ?args1\)\.apply\(null, ?args2\)|newFunc\(Function, ?args\)\(\.\.\.closureArgs\)/g;

/** All names are parameters and variables of `craftInvokerFunction`; `wired` are the arguments of the C++ function. */
const INVOKER_CLOSURE = `(function () {
  var destructors = needsDestructorStack ? [] : null;
  var wired = [];
  if (isClassMethodFunc) wired[1] = argTypes[1].toWireType(destructors, this);
  for (var at = 2; at < argTypes.length; ++at) wired[at] = argTypes[at].toWireType(destructors, arguments[at - 2]);
  var first = isClassMethodFunc ? 1 : 2;
  var rv = cppInvokerFunc.apply(null, [cppTargetFunc].concat(wired.slice(first)));
  if (needsDestructorStack) runDestructors(destructors);
  else for (var at = first; at < argTypes.length; ++at) {
    if (argTypes[at].destructorFunction !== null) argTypes[at].destructorFunction(wired[at]);
  }
  if (returns) return argTypes[0].fromWireType(rv);
})`;

/** The end of `craftEmvalAllocator`, by which C++ makes a JavaScript object such as an array of pixels. */
const ALLOCATOR =
  /new Function\("requireRegisteredType", ?"Module", ?"valueToHandle", ?"getMemory", ?functionBody\)\(requireRegisteredType, ?Module, ?Emval\.toHandle, ?getMemory\)/g;

/** The same without `getMemory`, in the oldest version: the colour profiles of whole-slide images. */
const OLD_ALLOCATOR =
  /new Function\("requireRegisteredType", ?"Module", ?"valueToHandle", ?functionBody\)\(requireRegisteredType, ?Module, ?Emval\.toHandle\)/g;

const allocatorClosure = (memory: string): string => `(function (constructor, argTypes, args) {
  var memory = ${memory};
  var values = [];
  for (var at = 0; at < argCount; ++at) {
    var type = requireRegisteredType(memory[(argTypes >> 2) + at], "parameter " + at);
    values.push(type.readValueFromPointer(args));
    args += type.argPackAdvance;
  }
  return Emval.toHandle(Reflect.construct(constructor, values));
})`;

/** The end of `__emval_get_method_caller` in the oldest version, by which C++ calls a method of a JavaScript object. */
const OLD_CALLER = /new_\(Function, ?params\)\.apply\(null, ?args\)/g;

const OLD_CALLER_CLOSURE = `(function (handle, name, destructors, packed) {
  var values = types.slice(1).map(function (type) {
    var value = type.readValueFromPointer(packed);
    packed += type.argPackAdvance;
    return value;
  });
  var rv = handle[name].apply(handle, values);
  values.forEach(function (value, at) {
    if (types[at + 1].deleteObject) types[at + 1].deleteObject(value);
  });
  if (!retType.isVoid) return retType.toWireType(destructors, rv);
})`;

/** The same in newer versions, where it calls functions too: the end of `__emval_get_method_caller`. */
const CALLER = /newFunc\(Function, ?params\)\(\.\.\.args\)/g;

const CALLER_CLOSURE = `(function (obj, func, destructorsRef, packed) {
  var values = types.map(function (type) {
    var value = type.readValueFromPointer(packed);
    packed += type.argPackAdvance;
    return value;
  });
  var rv = kind === 1 ? Reflect.construct(func, values) : func.apply(obj, values);
  if (!retType.isVoid) return emval_returnValue(retType, destructorsRef, rv);
})`;

/** A script whose codecs work without 'unsafe-eval'; the script itself where it has none. */
export function withoutEval(script: string): string {
  return script
    .replace(NAMED, () => NAMED_CLOSURE)
    .replace(INVOKER, () => INVOKER_CLOSURE)
    .replace(ALLOCATOR, () => allocatorClosure("getMemory()"))
    .replace(OLD_ALLOCATOR, () => allocatorClosure("Module['HEAP32']"))
    .replace(OLD_CALLER, () => OLD_CALLER_CLOSURE)
    .replace(CALLER, () => CALLER_CLOSURE);
}
