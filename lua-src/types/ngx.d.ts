/** @noSelfInFile */
/** The part of ngx_lua's API that the gateway uses: https://github.com/openresty/lua-nginx-module */

type NgxResult<T> = LuaMultiReturn<[result: T | undefined, err: string | undefined]>;

type NgxStored = LuaMultiReturn<[ok: boolean | undefined, err: string | undefined, forcible: boolean]>;

type NgxValue = string | number | boolean;

interface NgxSharedDict {
  get(this: NgxSharedDict, key: string): LuaMultiReturn<[value: unknown, flags: number | undefined]>;
  set(this: NgxSharedDict, key: string, value: NgxValue, exptime?: number): NgxStored;
  add(this: NgxSharedDict, key: string, value: NgxValue, exptime?: number): NgxStored;
  /** Like `add`, but pushes no other entry out: "no memory" where there is no room; "exists" where there is one. */
  safe_add(this: NgxSharedDict, key: string, value: NgxValue, exptime?: number): NgxResult<boolean>;
  expire(this: NgxSharedDict, key: string, exptime: number): void;
  delete(this: NgxSharedDict, key: string): void;
  rpush(this: NgxSharedDict, key: string, value: string): LuaMultiReturn<[length: number | undefined, err?: string]>;
  lpop(this: NgxSharedDict, key: string): LuaMultiReturn<[value: unknown, err?: string]>;
  llen(this: NgxSharedDict, key: string): LuaMultiReturn<[length: number | undefined, err?: string]>;
  /** All keys where `max` is 0. */
  get_keys(this: NgxSharedDict, max: number): string[];
  incr(
    this: NgxSharedDict,
    key: string,
    by: number,
    init?: number,
    exptime?: number,
  ): LuaMultiReturn<[value: number | undefined, err: string | undefined, forcible: boolean]>;
}

interface NgxTcpSocket {
  connect(this: NgxTcpSocket, address: string, port?: number): LuaMultiReturn<[ok: unknown, err: string | undefined]>;
  settimeouts(this: NgxTcpSocket, connect: number, send: number, read: number): void;
  send(this: NgxTcpSocket, data: string): NgxResult<number>;
  receive(
    this: NgxTcpSocket,
    pattern: "*l" | "*a" | number,
  ): LuaMultiReturn<[data: string | undefined, err: string | undefined, partial: string | undefined]>;
  /** As soon as there are any bytes, at most so many. */
  receiveany(this: NgxTcpSocket, most: number): NgxResult<string>;
  /** With `false` for the session: true where it went well. */
  sslhandshake(this: NgxTcpSocket, session: false, name: string, verify: true): NgxResult<boolean>;
  /** Nothing where the socket is closed. */
  getreusedtimes(this: NgxTcpSocket): NgxResult<number>;
  /** Keeps the connection for others: idle for at most so many milliseconds, and at most so many of a worker. */
  setkeepalive(this: NgxTcpSocket, idle: number, most: number): LuaMultiReturn<[ok: unknown, err: string | undefined]>;
  close(this: NgxTcpSocket): void;
}

interface NgxThread {
  readonly __thread: true;
}

/** @noSelf */
interface NgxReq {
  get_method(): string;
  is_internal(): boolean;
  /** When its first byte came, in seconds as by ngx.now(). */
  start_time(): number;
  /** The connection itself, in both directions; nothing else may write to it from then on. */
  socket(raw: true): NgxResult<NgxTcpSocket>;
  clear_header(name: string): void;
  set_uri_args(args: string): void;
  read_body(): void;
  get_body_data(): string | undefined;
  set_body_data(data: string): void;
}

/** @noSelf */
interface Ngx {
  readonly var: Record<string, string | undefined>;
  readonly ctx: Record<string, unknown>;
  readonly header: Record<string, string | string[] | undefined>;
  readonly shared: Record<string, NgxSharedDict | undefined>;
  readonly req: NgxReq;
  readonly worker: {
    /** @noSelf */ id: () => number | undefined;
    /** @noSelf */ count: () => number;
    /** @noSelf */ pid: () => number;
    /** @noSelf */ exiting: () => boolean;
  };
  readonly timer: {
    /** @noSelf */ at: (delay: number, handler: (premature: boolean) => void) => NgxResult<1>;
    /** @noSelf */ every: (interval: number, handler: (premature: boolean) => void) => void;
  };
  readonly thread: {
    /** A light thread of this request's; it runs until it first waits. */
    /** @noSelf */ spawn: (run: () => void) => NgxThread;
    /** Waits until the thread has ended. */
    /** @noSelf */ wait: (thread: NgxThread) => LuaMultiReturn<[ok: boolean, failure: unknown]>;
  };
  readonly socket: {
    /** @noSelf */ tcp: () => NgxTcpSocket;
  };
  readonly re: {
    /** @noSelf */ find: (
      text: string,
      regex: string,
      options: string,
      /** Where to begin; it is left behind the match. */
      context?: { pos: number },
      /** The group whose place is told; the whole match without it. */
      group?: number,
    ) => LuaMultiReturn<[from: number | undefined, to: number | undefined, err: string | undefined]>;
    /** The whole match is captured under 0; a group that took no part is false. */
    /** @noSelf */ match: (
      text: string,
      regex: string,
      options: string,
    ) => NgxResult<Readonly<Record<number, string | undefined>>>;
    /** All matches replaced, and how many there were. */
    /** @noSelf */ gsub: (
      text: string,
      regex: string,
      replacement: string,
      options: string,
    ) => LuaMultiReturn<[text: string, count: number] | [undefined, undefined, err: string]>;
  };
  status: number;
  /** Ends the phase; in header_filter it returns instead. */
  exit(status: number): never;
  print(...parts: (string | readonly string[])[]): NgxResult<1>;
  /** With true: goes on when the client's side has taken all that was printed. */
  flush(wait: true): NgxResult<1>;
  /** Goes on as a request to another location; a name begins with `@`. */
  exec(location: string): never;
  /** Whether this is what `location.capture` asks. */
  readonly is_subrequest: boolean;
  readonly location: {
    /** Waits for the whole answer of another location; `truncated`: it broke off. */
    /** @noSelf */ capture: (
      uri: string,
      options: { readonly args: string },
    ) => {
      readonly status: number;
      readonly header: Readonly<Record<string, string | undefined>>;
      readonly body: string;
      readonly truncated: boolean;
    };
  };
  redirect(uri: string, status?: number): never;
  sleep(seconds: number): void;
  time(): number;
  now(): number;
  http_time(seconds: number): string;
  run_worker_thread(
    pool: string,
    module: string,
    fn: string,
    ...args: (NgxValue | undefined)[]
  ): LuaMultiReturn<[ok: boolean, ...results: unknown[]]>;
  /** 32 hexadecimal digits. */
  md5(text: string): string;
  /** In body_filter: a piece of the body, and whether it is the last one. */
  readonly arg: [piece: string | undefined, last: boolean];
  /** The 20 bytes of a SHA-1 digest. */
  sha1_bin(text: string): string;
  encode_base64(text: string, noPadding?: boolean): string;
  decode_base64(text: string): string | undefined;
  escape_uri(text: string): string;
  unescape_uri(text: string): string;
}

declare const ngx: Ngx;
