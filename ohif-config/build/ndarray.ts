/**
 * Segmentations are read and written with views of arrays from the library ndarray, which makes a class for each type
 * and number of dimensions from text. That needs 'unsafe-eval', which the viewer's policy does not grant, and without
 * it no segmentation opens. Closures do here what the generated text would do.
 *
 * @module
 */

/** The library's only function that makes code, as it stands in the published bundles. */
const COMPILER =
  /function compileConstructor\(dtype, ?dimension\) ?\{[\s\S]*?return procedure\(CACHED_CONSTRUCTORS\[dtype\], ?order\);?\s*\}/g;

/**
 * `dimension` is -1 for an array of nothing. `order` and `CACHED_CONSTRUCTORS` are the library's own; the latter holds
 * the constructors of a type by dimension + 1. A picture, of two dimensions, is read and written voxel by voxel: it has
 * short ways of its own.
 */
const CLOSURES = `function compileConstructor(dtype, dimension) {
  var generic = dtype === "generic";
  function View(data, shape, stride, offset) {
    this.data = data;
    this.shape = shape.slice(0, dimension);
    this.stride = stride.slice(0, dimension);
    this.offset = offset | 0;
  }
  function Nil(data) {
    this.data = data;
  }
  var proto = (dimension < 0 ? Nil : View).prototype;
  proto.dtype = dtype;
  proto.dimension = dimension;
  if (dimension < 0) {
    proto.size = 0;
    proto.shape = proto.stride = proto.order = [];
    proto.index = function () { return -1; };
    proto.get = proto.set = function () {};
    proto.pick = function () { return null; };
    proto.lo = proto.hi = proto.transpose = proto.step = function () { return new Nil(this.data); };
    return function (data) { return new Nil(data); };
  }
  Object.defineProperty(proto, "size", { get: function () {
    return this.shape.reduce(function (product, length) { return product * length; }, 1);
  } });
  Object.defineProperty(proto, "order", { get: order });
  proto.index = function () {
    var at = this.offset;
    for (var axis = 0; axis < dimension; ++axis) at += this.stride[axis] * arguments[axis];
    return at;
  };
  proto.get = function () {
    var at = this.index.apply(this, arguments);
    return generic ? this.data.get(at) : this.data[at];
  };
  proto.set = function () {
    var at = this.index.apply(this, arguments), value = arguments[dimension];
    return generic ? this.data.set(at, value) : (this.data[at] = value);
  };
  if (dimension === 2 && !generic) {
    proto.get = function (row, column) {
      return this.data[this.offset + this.stride[0] * row + this.stride[1] * column];
    };
    proto.set = function (row, column, value) {
      return (this.data[this.offset + this.stride[0] * row + this.stride[1] * column] = value);
    };
  }
  if (dimension === 0) proto.valueOf = proto.get;
  proto.hi = function () {
    var asked = arguments;
    var shape = this.shape.map(function (length, axis) {
      return typeof asked[axis] !== "number" || asked[axis] < 0 ? length : asked[axis] | 0;
    });
    return new View(this.data, shape, this.stride, this.offset);
  };
  proto.lo = function () {
    var shape = this.shape.slice(), offset = this.offset;
    for (var axis = 0; axis < dimension; ++axis) {
      if (typeof arguments[axis] !== "number" || arguments[axis] < 0) continue;
      offset += this.stride[axis] * (arguments[axis] | 0);
      shape[axis] -= arguments[axis] | 0;
    }
    return new View(this.data, shape, this.stride, offset);
  };
  proto.step = function () {
    var shape = this.shape.slice(), stride = this.stride.slice(), offset = this.offset;
    for (var axis = 0; axis < dimension; ++axis) {
      if (typeof arguments[axis] !== "number") continue;
      var step = arguments[axis] | 0;
      if (step < 0) offset += stride[axis] * (shape[axis] - 1);
      shape[axis] = Math.ceil(step < 0 ? -shape[axis] / step : shape[axis] / step);
      stride[axis] *= step;
    }
    return new View(this.data, shape, stride, offset);
  };
  proto.transpose = function () {
    var asked = arguments;
    var axes = this.shape.map(function (_, axis) { return asked[axis] === undefined ? axis : asked[axis] | 0; });
    var pick = function (list) { return axes.map(function (axis) { return list[axis]; }); };
    return new View(this.data, pick(this.shape), pick(this.stride), this.offset);
  };
  proto.pick = function () {
    var shape = [], stride = [], offset = this.offset;
    for (var axis = 0; axis < dimension; ++axis) {
      if (typeof arguments[axis] === "number" && arguments[axis] >= 0) {
        offset = (offset + this.stride[axis] * arguments[axis]) | 0;
      } else {
        shape.push(this.shape[axis]);
        stride.push(this.stride[axis]);
      }
    }
    // Nothing is left to pick from a single value.
    return CACHED_CONSTRUCTORS[dtype][dimension === 0 ? 0 : shape.length + 1](this.data, shape, stride, offset);
  };
  return function (data, shape, stride, offset) { return new View(data, shape, stride, offset); };
}`;

/** A script whose ndarray works without 'unsafe-eval'; the script itself where it has none. */
export function withoutCompiledViews(script: string): string {
  return script.replace(COMPILER, () => CLOSURES);
}
