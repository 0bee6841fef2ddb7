/** @noSelfInFile */
/** The part of lua-nginx-redis (Debian's packaging of lua-resty-redis) that is used. */
/** @noResolution */
declare module "nginx.redis" {
  /** A reply: ngx.null (userdata) stands for a missing value, false with a message for a command's error. */
  type Reply = string | number | boolean | Reply[] | undefined;
  type Answer = LuaMultiReturn<[reply: Reply, err: string | undefined]>;
  export interface Redis {
    set_timeout(this: Redis, milliseconds: number): void;
    connect(this: Redis, host: string, port: number): LuaMultiReturn<[ok: unknown, err: string | undefined]>;
    set_keepalive(this: Redis, idle: number, size: number): void;
    get_reused_times(this: Redis): number;
    close(this: Redis): void;
    [command: string]: (this: Redis, ...args: (string | number)[]) => Answer;
  }
  function create(this: unknown): LuaMultiReturn<[redis: Redis | undefined, err: string | undefined]>;
  export { create as new };
}
