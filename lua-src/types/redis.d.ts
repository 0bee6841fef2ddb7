/** @noSelfInFile */
/** The part of lua-nginx-redis (Debian's packaging of lua-resty-redis) that is used. */
/** @noResolution */
declare module "nginx.redis" {
  /** A reply: ngx.null (userdata) stands for a missing value, false with a message for a command's error. */
  type Reply = string | number | boolean | Reply[] | undefined;
  type Answer = LuaMultiReturn<[reply: Reply, err: string | undefined]>;
  /** Commands are methods of the same name in lower case; any is let through by the client. */
  type Call = (this: Redis, ...args: (string | number)[]) => Answer;
  export interface Redis {
    set_timeout(this: Redis, milliseconds: number): void;
    connect(this: Redis, host: string, port: number): LuaMultiReturn<[ok: unknown, err: string | undefined]>;
    auth(this: Redis, password: string): Answer;
    init_pipeline(this: Redis, commands: number): void;
    commit_pipeline(this: Redis): Answer;
    set_keepalive(this: Redis, idle: number, size: number): void;
    get_reused_times(this: Redis): number;
    close(this: Redis): void;
  }
  function create(this: unknown): LuaMultiReturn<[redis: Redis | undefined, err: string | undefined]>;
  export { create as new, type Reply, type Call };
}
