/** @noSelfInFile */
/** The parts of lua-resty-core that are used: https://github.com/openresty/lua-resty-core */

/** @noResolution */
declare module "ngx.base64" {
  /** Stops at the first `=`; does not look at the unused bits of the last character. */
  export function decode_base64url(text: string): NgxResult<string>;
  /** Without padding. */
  export function encode_base64url(bytes: string): string;
}

/** @noResolution */
declare module "ngx.semaphore" {
  /** For the requests of one worker. */
  export interface Semaphore {
    /** Wakes one who waits, or lets the next one not wait. */
    post(this: Semaphore, count: number): void;
    /** False or nothing where the seconds have passed. */
    wait(this: Semaphore, seconds: number): NgxResult<boolean>;
  }
  function create(count: number): NgxResult<Semaphore>;
  export { create as new };
}

/** @noResolution */
declare module "ngx.ssl" {
  /** A chain or a key in OpenSSL's form, freed with its last reference. */
  export interface Parsed {
    readonly parsed: unique symbol;
  }
  export function parse_pem_cert(pem: string): NgxResult<Parsed>;
  export function parse_pem_priv_key(pem: string): NgxResult<Parsed>;
  /** These three act on the handshake of the running ssl_certificate phase. */
  export function clear_certs(): NgxResult<boolean>;
  export function set_cert(chain: Parsed): NgxResult<boolean>;
  export function set_priv_key(key: Parsed): NgxResult<boolean>;
}
