/** @noSelfInFile */
/** https://www.kyne.au/~mark/software/lua-cjson-manual.html; used through shared/json.ts only. */
/** @noResolution */
declare module "cjson.safe" {
  export function decode(text: string): LuaMultiReturn<[value: unknown, err: string | undefined]>;
  export function encode(value: unknown): LuaMultiReturn<[text: string | undefined, err: string | undefined]>;
  /** Whether numbers that RFC 8259 has not are taken. */
  export function decode_invalid_numbers(taken: boolean): void;
  const nullValue: unique symbol;
  export { nullValue as null };
}
