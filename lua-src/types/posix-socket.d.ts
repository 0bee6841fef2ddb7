/** @noSelfInFile */
/** The part of lua-posix 36.3 that the command line uses. */

/** @noResolution */
declare module "posix.sys.socket" {
  export const AF_UNIX: number;
  export const SOCK_STREAM: number;
  export function socket(
    domain: number,
    kind: number,
    protocol: number,
  ): LuaMultiReturn<[fd: number | undefined, err: string | undefined]>;
  export function connect(
    fd: number,
    address: { readonly family: number; readonly path: string },
  ): LuaMultiReturn<[result: number | undefined, err: string | undefined]>;
  export function send(fd: number, data: string): LuaMultiReturn<[count: number | undefined, err: string | undefined]>;
  export function recv(fd: number, count: number): LuaMultiReturn<[data: string | undefined, err: string | undefined]>;
}
