/** @noSelfInFile */
/** https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/base64.md */

/** @noResolution */
declare module "ngx.base64" {
  /** Stops at the first `=`; does not look at the unused bits of the last character. */
  export function decode_base64url(text: string): LuaMultiReturn<[bytes: string | undefined, err: string | undefined]>;
  /** Without padding. */
  export function encode_base64url(bytes: string): string;
}
