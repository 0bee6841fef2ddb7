import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { serve, untilFollowed } from "../support/cache";
import { docker } from "../support/docker";
import { ask } from "../support/session";

/** DICOM JSON. */
type Listed = Readonly<Record<string, { readonly Value: readonly string[] }>>;

/** Ways to say in an Accept header that frames of native pixels are taken. */
function spellings(): string[] {
  const types = [
    'type="application/octet-stream"',
    "type=application/octet-stream",
    "Type=APPLICATION/octet-stream",
    "",
  ];
  const syntaxes = [
    "transfer-syntax=1.2.840.10008.1.2.1",
    "Transfer-Syntax=1.2.840.10008.1.2.1",
    "transfer-syntax=*",
    "",
  ];
  const others = ["", 'multipart/related; type="image/jls"; q=0.1, ', "text/html, ", "x/y;q=0, ", "image/webp,"];
  return types.flatMap((type, at) =>
    syntaxes.flatMap((syntax) =>
      others.map(
        (other) =>
          `${other}multipart/related; ${[type, syntax, `q=0.${at + 1}`].filter((one) => one !== "").join("; ")}`,
      ),
    ),
  );
}

test("a frame is cached in one file, however a client writes its Accept header", async () => {
  const own = phantomSeries({ name: randomUUID(), slices: 1, rows: 16, columns: 16 });
  await storeInstances({ publicUrl: inject("stack").url, cookie: inject("session") }, [...own.files()]);
  const instances = `studies/${own.studyUid}/series/${own.seriesUid}/instances`;
  const listed = (await (await ask(`/pacs/${instances}`)).json()) as Listed[];
  await untilFollowed();
  const path = `${instances}/${listed[0]?.["00080018"]?.Value[0] ?? ""}/frames/1`;
  const accepts = spellings();
  expect(accepts.length).toBeGreaterThanOrEqual(40);
  const bodies = new Set<string>();
  for (const accept of accepts) {
    const answer = await ask(`/pacs/${path}`, { headers: { Accept: accept } });
    expect([accept, answer.status]).toEqual([accept, 200]);
    const body = Buffer.from(await answer.arrayBuffer()).toString("latin1");
    bodies.add(body.replaceAll(body.slice(2, body.indexOf("\r\n")), ""));
  }
  expect(bodies.size).toBe(1);
  const gateway = `${inject("stack").project}-gateway-1`;
  const { stdout } = await docker("exec", gateway, "grep", "-rl", `${own.studyUid}.*/frames/1`, "/cache/answers");
  expect(stdout.trim().split("\n")).toHaveLength(1);
  expect((await serve(path, { Accept: accepts.at(-1) ?? "" })).cache).toBe("HIT");
  // What is kept goes to nobody who does not take it.
  for (const type of ["image/jls", "image/jpeg"]) {
    const { status } = await ask(`/pacs/${path}`, { headers: { Accept: `multipart/related; type="${type}"` } });
    expect([type, status]).toEqual([type, 406]);
  }
});
