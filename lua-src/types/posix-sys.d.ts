/** @noSelfInFile */
/** @noResolution */
declare module "posix.sys.statvfs" {
  /** Sizes of a file system, in blocks of `f_frsize` bytes. */
  export function statvfs(
    path: string,
  ): LuaMultiReturn<[found: { readonly f_bavail: number; readonly f_frsize: number } | undefined, err?: string]>;
}

/** @noResolution */
declare module "posix.sys.stat" {
  export function mkdir(path: string, mode: number): number | undefined;
}
