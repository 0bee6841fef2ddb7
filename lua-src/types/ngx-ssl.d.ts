/** @noSelfInFile */
/** The part of lua-resty-core's ngx.ssl that is used: https://github.com/openresty/lua-resty-core */

/** @noResolution */
declare module "ngx.ssl" {
  /** A chain or a key in OpenSSL's form, freed with its last reference. */
  export interface Parsed {
    readonly parsed: unique symbol;
  }
  type Result = LuaMultiReturn<[ok: boolean | undefined, err: string | undefined]>;
  export function parse_pem_cert(pem: string): LuaMultiReturn<[Parsed | undefined, err: string | undefined]>;
  export function parse_pem_priv_key(pem: string): LuaMultiReturn<[Parsed | undefined, err: string | undefined]>;
  /** These three act on the handshake of the running ssl_certificate phase. */
  export function clear_certs(): Result;
  export function set_cert(chain: Parsed): Result;
  export function set_priv_key(key: Parsed): Result;
}
