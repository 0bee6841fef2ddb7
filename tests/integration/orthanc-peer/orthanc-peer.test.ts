import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { storeFiles } from "../../support/multipart";
import { orthancIdOf } from "../../support/orthanc-id";
import { ask } from "../../support/session";
import { bearer, makeToken } from "../../support/tokens";
import { type Peer, SERVER, startPeer } from "./start";

const stack = inject("stack");
const PATIENT_ID = "PEER";
let peer: Peer;

beforeAll(async () => {
  const { secret } = await makeToken(stack, stack.adminName, { permissions: ["view", "download", "upload"] });
  peer = await startPeer(stack, bearer(secret));
});
afterAll(async () => peer.stop());

/** A study of three instances that nobody has yet. */
function newStudy(): { readonly studyUid: string; readonly seriesUid: string; readonly files: readonly Buffer[] } {
  const series = { name: randomUUID(), slices: 3, rows: 64, columns: 64 };
  const { studyUid, seriesUid, files } = phantomSeries({ ...series, patientName: "Peer^Test", patientId: PATIENT_ID });
  return { studyUid, seriesUid, files: [...files()] };
}

/** Lets the peer's plugin do something with the gateway. */
async function call(operation: "get" | "qido" | "retrieve" | "stow", what: unknown): Promise<unknown> {
  return (await peer.ask(`/dicom-web/servers/${SERVER}/${operation}`, JSON.stringify(what))).json();
}

type DicomJson = Readonly<Record<string, { readonly Value?: readonly unknown[] } | undefined>>;

/** The first value of an attribute in each data set that the gateway sends to the peer. */
async function valuesOf(tag: string, uri: string, query: Readonly<Record<string, string>> = {}): Promise<unknown[]> {
  const found = (await call("get", { Uri: uri, Arguments: query })) as readonly DicomJson[];
  return found.map((dataSet) => dataSet[tag]?.Value?.[0]);
}

/** The peer's own identifier of a study. */
const idOf = (studyUid: string): string => orthancIdOf(PATIENT_ID, studyUid);

/** The files of a study that the peer has. */
async function filesAtPeer(studyUid: string): Promise<Buffer[]> {
  const list = await peer.ask(`/studies/${idOf(studyUid)}/instances?expand=false`);
  const ids = (await list.json()) as readonly string[];
  const file = async (id: string): Promise<Buffer> =>
    Buffer.from(await (await peer.ask(`/instances/${id}/file`)).arrayBuffer());
  return Promise.all(ids.map(file));
}

const inOrder = (files: readonly Buffer[]): Buffer[] => files.toSorted((a, b) => Buffer.compare(a, b));

test("Orthanc's DICOMweb plugin searches for studies, series and instances, and retrieves metadata", async () => {
  const { studyUid, seriesUid, files } = newStudy();
  await storeFiles(files);
  const [study, series] = [`/studies/${studyUid}`, `/studies/${studyUid}/series/${seriesUid}`];
  expect(await valuesOf("0020000D", "/studies", { StudyInstanceUID: studyUid })).toEqual([studyUid]);
  expect(await valuesOf("0020000E", `${study}/series`)).toEqual([seriesUid]);
  const instances = await valuesOf("00080018", `${series}/instances`);
  expect(new Set(instances).size).toBe(3);
  expect(new Set(await valuesOf("00080018", `${series}/metadata`))).toEqual(new Set(instances));
  const query = { StudyInstanceUID: studyUid };
  expect(await call("qido", { Uri: "/studies", Arguments: query })).toMatchObject([
    { "00100010": { Value: "Peer^Test" }, "0020000D": { Value: studyUid } },
  ]);
});

test("Orthanc's DICOMweb plugin retrieves a study into its own archive, byte for byte", async () => {
  const { studyUid, files } = newStudy();
  await storeFiles(files);
  await call("retrieve", { Resources: [{ Study: studyUid }] });
  expect(inOrder(await filesAtPeer(studyUid))).toEqual(inOrder(files));
});

test("Orthanc's DICOMweb plugin stores a study of its own archive by STOW-RS, byte for byte", async () => {
  const { studyUid, files } = newStudy();
  for (const file of files) await peer.ask("/instances", new Uint8Array(file));
  await call("stow", { Resources: [idOf(studyUid)] });
  const answer = await ask(`/pacs/studies/${studyUid}`, {
    headers: { Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
  });
  expect(answer.status).toBe(200);
  const stored = Buffer.from(await answer.arrayBuffer());
  for (const file of files) expect(stored.includes(file)).toBe(true);
});
