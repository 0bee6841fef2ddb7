import { inject } from "vitest";
import { callLuaAt, type LuaCall } from "./lua-calls";

/** `gateway/frames/layout.ts`. */
export interface Layout {
  readonly transferSyntax: string;
  readonly frames: number;
  readonly frameBytes: number;
  readonly at: number;
  readonly tableAt: number;
  readonly entryBytes: number;
}

/** `gateway/frames/fragments.ts`. */
export interface Piece {
  readonly at: number;
  readonly bytes: number;
}

/** `gateway/frames/fragments.ts`. */
interface Extent {
  readonly start: number;
  readonly end?: number;
}

/** Where nothing begins. */
const NOWHERE: Extent = { start: 2 ** 40 };

/** A file that is all at hand, as the frames handler reads from. */
function sourceOf(bytes: Buffer): unknown {
  return { window: bytes.toString("latin1"), windowAt: 0, size: bytes.length, ahead: 0 };
}

async function callAll<T>(calls: readonly LuaCall[]): Promise<(T | null)[]> {
  return (await callLuaAt(inject("luaUrl"), calls, "latin1")).map(([result]) => result as T | null);
}

/** What the parser of frames says of files; null where it leaves them to the archive. */
export async function layoutsOf(files: readonly Buffer[]): Promise<(Layout | null)[]> {
  return callAll(
    files.map((bytes) => ({ module: "gateway.frames.layout", fn: "readLayout", args: [sourceOf(bytes)] })),
  );
}

export async function layoutOf(bytes: Buffer): Promise<Layout | null> {
  return (await layoutsOf([bytes]))[0] ?? null;
}

/** The fragments of each frame of a file, by its table or as its only frame. */
export async function piecesOf(bytes: Buffer, layout: Layout): Promise<(readonly Piece[] | null)[]> {
  const numbers = Array.from({ length: layout.frames }, (_, at) => at + 1);
  const call = (fn: string, ...args: readonly unknown[]): LuaCall => ({
    module: "gateway.frames.fragments",
    fn,
    args: [sourceOf(bytes), ...args],
  });
  const extents = await callAll<Extent>(numbers.map((frame) => call("extentOf", layout, frame)));
  const known = extents.map((extent) => extent ?? NOWHERE);
  const pieces = await callAll<readonly Piece[]>(known.map((extent) => call("fragmentsIn", extent)));
  return extents.map((extent, at) => (extent === null ? null : (pieces[at] ?? null)));
}

/** All fragments, where each frame has one. */
export async function everyPiece(bytes: Buffer, layout: Layout): Promise<readonly Piece[] | null> {
  const call = { module: "gateway.frames.fragments", fn: "everyFragment", args: [sourceOf(bytes), layout] };
  return (await callAll<readonly Piece[]>([call]))[0] ?? null;
}
