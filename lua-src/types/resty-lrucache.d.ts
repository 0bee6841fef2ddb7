/** @noSelfInFile */
/** The part of lua-resty-lrucache that is used: the values of one worker that were asked for last. */
/** @noResolution */
declare module "resty.lrucache" {
  interface LruCache<T> {
    /** undefined where there is none, or its seconds are over. */
    get(this: LruCache<T>, key: string): LuaMultiReturn<[value: T | undefined]>;
    set(this: LruCache<T>, key: string, value: T, seconds: number): void;
  }
  function create<T>(items: number): LuaMultiReturn<[LruCache<T> | undefined, error: string | undefined]>;
  export { create as new, type LruCache };
}
