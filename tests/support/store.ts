/** The streaming parsers of `gateway/store/`, run in the real nginx on texts in pieces. */
import { resolve } from "node:path";
import { callLuaAt } from "./lua-calls";
import { type LuaRuntime, startLuaDriver } from "./lua-runtime";

const DRIVER = resolve(import.meta.dirname, "store-driver.lua");

/** How a text is cut: behind these bytes, counted from the beginning, and after `step` bytes. */
export interface Framing {
  readonly cuts: readonly number[];
  readonly step: number;
  /** What the reader says at the end, if the body could not be read to its end. */
  readonly failure?: string;
}

export const WHOLE: Framing = { cuts: [], step: 2 ** 40 };
export const BYTES: Framing = { cuts: [], step: 1 };

/** Cut in two at each byte. */
export function everyCut(length: number): Framing[] {
  return Array.from({ length: Math.max(length - 1, 0) }, (_, at) => ({ cuts: [at + 1], step: 2 ** 40 }));
}

/** What a reader of multipart bodies says; cjson gives `{}` for empty lists. */
export interface Read {
  readonly parts: readonly { readonly headers: object; readonly content?: string; readonly failure?: string }[];
  readonly failure?: string;
}

/** What the inspector says. */
export interface Inspected {
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly fault?: string;
  readonly identity: { readonly sopClass: string; readonly sopInstance: string };
}

/** How long something took. */
export interface Timed {
  readonly seconds: number;
  readonly slowest: number;
  readonly grown: number;
  readonly said: Inspected & { readonly failure?: string; readonly parts?: number; readonly bytes?: number };
}

/** A runtime with `store-driver.lua`. */
export async function startStore(): Promise<LuaRuntime> {
  return startLuaDriver(DRIVER);
}

async function drive<T>({ url }: LuaRuntime, fn: string, ...args: unknown[]): Promise<T> {
  const [results] = await callLuaAt(url, [{ module: "store_driver", fn, args }], "latin1");
  return results?.[0] as T;
}

/** Reads a body in several framings. */
export async function readBody(
  lua: LuaRuntime,
  boundary: string,
  body: Buffer,
  framings: readonly Framing[],
  unread: readonly number[] = [],
): Promise<readonly Read[]> {
  const answers = await drive<Read[]>(lua, "multipart", boundary, body.toString("latin1"), framings, unread);
  return answers.map(({ parts, ...rest }) => ({
    ...rest,
    parts: Array.isArray(parts) ? (parts as Read["parts"]) : [],
  }));
}

/** Inspects files, each in several framings. */
export async function inspectAll(
  lua: LuaRuntime,
  files: readonly Buffer[],
  framings: readonly Framing[] = [WHOLE],
): Promise<readonly (readonly Inspected[])[]> {
  return drive(
    lua,
    "inspect",
    files.map((file) => file.toString("latin1")),
    framings,
  );
}

/** What is said of whole files: facts, or a fault. */
export async function verdictsOf(lua: LuaRuntime, files: readonly Buffer[]): Promise<unknown[]> {
  return (await inspectAll(lua, files)).map(([said]) => said?.fault ?? said?.facts);
}

/** A text that is long in the middle. */
export interface Long {
  readonly before?: string;
  readonly unit: string;
  readonly bytes: number;
  readonly after?: string;
  readonly step?: number;
}

/** How long the inspector, or with a boundary the reader of bodies, takes for it. */
export async function timeLong(lua: LuaRuntime, text: Long, boundary?: string): Promise<Timed> {
  const { before = "", unit, bytes, after = "", step = 64 * 1024 } = text;
  const what = boundary === undefined ? "inspect" : "multipart";
  return drive(lua, "time", what, before, unit, bytes, after, step, boundary);
}

/** How long an answer to so many parts takes. */
export async function timeAnswer(lua: LuaRuntime, parts: number, contentType: string) {
  const times: Pick<Timed, "seconds" | "slowest">[] = [];
  // The quickest of three: others use the machine, too.
  for (let turn = 0; turn < 3; turn += 1) {
    times.push(await drive<Pick<Timed, "seconds" | "slowest">>(lua, "respond", parts, contentType));
  }
  const least = (of: "seconds" | "slowest"): number => Math.min(...times.map((time) => time[of]));
  return { seconds: least("seconds"), slowest: least("slowest") };
}

/** What goes out send by send for an answer whose body comes in so many pieces: "1,", "2," and so on. */
export async function sendsOf(lua: LuaRuntime, pieces: number): Promise<readonly string[]> {
  return drive(lua, "sends", pieces);
}
