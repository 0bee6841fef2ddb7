/** @noSelfInFile */
/** The part of lua-posix 36.3 that `setup` uses: https://luaposix.github.io/luaposix/ */

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
  export const O_RDONLY: number;
  export function open(
    path: string,
    flags: number,
    mode?: number,
  ): LuaMultiReturn<[fd: number | undefined, err: string | undefined]>;
}

/** @noResolution */
declare module "posix.unistd" {
  export function write(fd: number, data: string): LuaMultiReturn<[count: number | undefined, err: string | undefined]>;
  export function fsync(fd: number): number | undefined;
  export function close(fd: number): number | undefined;
  /** 0 where the file is there. */
  export function access(path: string): number | undefined;
  export function unlink(path: string): number | undefined;
}
