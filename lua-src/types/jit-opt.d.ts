/** @noSelfInFile */
/** @noResolution */
declare module "jit.opt" {
  /** Sets parameters of LuaJIT's compiler, `name=value`, for all that is compiled from now on (luajit.org/running.html, -O). */
  export function start(...parameters: string[]): void;
}
