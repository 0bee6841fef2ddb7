/** @noSelfInFile */
/** The part of lua-resty-core's ngx.semaphore that is used: https://github.com/openresty/lua-resty-core */

/** @noResolution */
declare module "ngx.semaphore" {
  /** For the requests of one worker. */
  export interface Semaphore {
    /** Wakes one who waits, or lets the next one not wait. */
    post(this: Semaphore, count: number): void;
    /** False or nothing where the seconds have passed. */
    wait(this: Semaphore, seconds: number): LuaMultiReturn<[ok: boolean | undefined, err: string | undefined]>;
  }
  function create(count: number): LuaMultiReturn<[Semaphore | undefined, err: string | undefined]>;
  export { create as new };
}
