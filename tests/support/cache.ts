import { expect, inject } from "vitest";
import { accessLine } from "./access-log";
import { docker, until } from "./docker";
import { askOrthanc, credentialsOf, orthancUsers } from "./orthanc-direct";
import { ask } from "./session";
import { askValkey } from "./valkey";

/** An answer with its body, and how the cache has served it: HIT, MISS, EXPIRED ..., or "" past it. */
export interface Served {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly cache: string;
}

/** Reads a path of `/pacs`, as the project's session. `container`: whose log tells of it. */
export async function serve(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  container = `${inject("stack").project}-gateway-1`,
): Promise<Served> {
  const answer = await ask(`/pacs/${path}`, { headers });
  const body = Buffer.from(await answer.arrayBuffer());
  const cache = String((await accessLine(answer.headers.get("x-request-id") ?? "", container))["cache"]);
  return { status: answer.status, headers: answer.headers, body, cache };
}

/** The files of answers about studies, and of the notes on them, in a gateway's cache. */
export async function cacheFiles(folder: "answers" | "notes" | "searches"): Promise<string[]> {
  const gateway = `${inject("stack").project}-gateway-1`;
  const { stdout } = await docker("exec", gateway, "find", `/cache/${folder}`, "-type", "f");
  return stdout.split("\n").filter((line) => line !== "");
}

/** One of Valkey's commands, in the stack's Valkey; each value of the answer in a line of its own. */
export async function valkeyCli(...words: readonly string[]): Promise<string> {
  return askValkey(inject("stack"), ...words);
}

/** Waits until the gateways have dealt with all that stands in Orthanc's log of changes. */
export async function untilFollowed(stack = inject("stack")): Promise<void> {
  const watch = credentialsOf(await orthancUsers(stack.project), "watch");
  await until("the gateway to have followed Orthanc's changes", async () => {
    const [answer] = await askOrthanc(stack, watch, [{ line: "GET /changes?last" }]);
    const { Last } = JSON.parse(answer?.text ?? "{}") as { Last?: number };
    // A deletion strikes numbers out of the log.
    return Number(await askValkey(stack, "HMGET", "epoch:poll", "seq")) >= (Last ?? 0) ? true : undefined;
  });
}

/** Asks until the answer comes from the cache: a change that Orthanc tells of late may still be on its way. */
export async function untilHit(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Served> {
  return until(`a hit of ${path}`, async () => {
    const served = await serve(path, headers);
    expect(served.status).toBe(200);
    return served.cache === "HIT" ? served : undefined;
  });
}

/** Metadata in the order of SOP Instance UIDs: the archive has them in the order in which its threads finish. */
export function metadataInOrder({ body }: Pick<Served, "body">): readonly object[] {
  const uidOf = (one: Readonly<Record<string, { readonly Value?: readonly string[] }>>): string =>
    one["00080018"]?.Value?.[0] ?? "";
  const all = JSON.parse(body.toString()) as Parameters<typeof uidOf>[0][];
  return all.toSorted((one, other) => uidOf(one).localeCompare(uidOf(other)));
}
