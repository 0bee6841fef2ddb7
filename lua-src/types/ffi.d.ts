/** @noSelfInFile */
/** The part of LuaJIT's FFI that is used: https://luajit.org/ext_ffi_api.html */
/** @noResolution */
declare module "ffi" {
  /** A C object; a number where C's is one. */
  export interface CData {
    [field: string]: CData | string | number | undefined;
    [index: number]: number;
  }
  export function cdef(declarations: string): void;
  /** Throws where the library is not there. */
  export function load(name: string): unknown;
  function create(type: string, ...initial: unknown[]): CData;
  /** The bytes of a string, counted from 0; they live as long as it does. */
  export function cast(type: "const uint8_t*", value: string): CData;
  export function gc(object: CData, finalizer: ((object: CData) => void) | undefined): CData;
  export function sizeof(type: string): number;
  function text(pointer: unknown, bytes: number): string;
  export { create as new, text as string };
}
