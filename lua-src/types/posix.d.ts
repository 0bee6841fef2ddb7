/** @noSelfInFile */
/** The part of lua-posix 36.3 that is used: https://luaposix.github.io/luaposix/ */

type PosixResult<T> = LuaMultiReturn<[result: T | undefined, err: string | undefined]>;

/** @noResolution */
declare module "posix.dirent" {
  /** Names in a folder, with "." and ".."; throws where it cannot be read. */
  export function dir(path: string): string[];
}

/** @noResolution */
declare module "posix.fcntl" {
  export const O_CREAT: number;
  export const O_EXCL: number;
  export const O_WRONLY: number;
  export function open(path: string, flags: number, mode?: number): PosixResult<number>;
}

/** @noResolution */
declare module "posix.unistd" {
  export function write(fd: number, data: string): PosixResult<number>;
  export function fsync(fd: number): number | undefined;
  export function close(fd: number): number | undefined;
  /** 0 where the file is there. */
  export function access(path: string): number | undefined;
  export function unlink(path: string): number | undefined;
}

/** @noResolution */
declare module "posix.sys.statvfs" {
  /** Sizes of a file system, in blocks of `f_frsize` bytes. */
  export function statvfs(path: string): PosixResult<{ readonly f_bavail: number; readonly f_frsize: number }>;
}

/** @noResolution */
declare module "posix.sys.stat" {
  export function mkdir(path: string, mode: number): number | undefined;
}

/** @noResolution */
declare module "posix.sys.socket" {
  export const AF_UNIX: number;
  export const SOCK_STREAM: number;
  export function socket(domain: number, kind: number, protocol: number): PosixResult<number>;
  export function connect(fd: number, address: { readonly family: number; readonly path: string }): PosixResult<number>;
  export function send(fd: number, data: string): PosixResult<number>;
  export function recv(fd: number, count: number): PosixResult<string>;
}
