/**
 * What one person with `viewer`, one with `contributor`, a host at the DICOM port and a stranger do. Each attack is
 * bounded in count and time, and comes again until the end.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { stowBody, stowType } from "../../../scripts/lib/stow";
import { largeObject, markupObject, nestedObject, newPlace, type Place, smallObject, spacesObject } from "./objects";
import { ask, stall } from "./wire";

/** Whom and what the attacks are about. */
export interface Target {
  readonly url: string;
  readonly viewer: { readonly name: string; readonly cookie: string; readonly password: string };
  readonly contributor: { readonly cookie: string };
  /** A large object of the contributor's; nobody else looks at it. */
  readonly large: Place;
  readonly frames: number;
  /** A study that somebody else works with. */
  readonly others: Place;
}

/** What a host at the DICOM port sends; whether all was taken. */
export type Send = (files: readonly Buffer[]) => Promise<boolean>;

type Attack = (target: Target, send: Send) => Promise<unknown>;

const times = (count: number, run: (at: number) => Promise<unknown>): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, (_, at) => run(at)));

const store = async ({ url, contributor }: Target, files: readonly Buffer[]): Promise<number> =>
  ask(`${url}/pacs/studies`, {
    method: "POST",
    headers: { Cookie: contributor.cookie, Origin: url, Accept: "application/dicom+json", "Content-Type": stowType() },
    body: stowBody(files),
  });

const look = async ({ url, viewer }: Target, path: string, accept = "*/*"): Promise<number> =>
  ask(url + path, { headers: { Cookie: viewer.cookie, Accept: accept } });

const pathOf = ({ study, series, instance }: Place): string =>
  `/pacs/studies/${study}/series/${series}/instances/${instance}`;

const FRAMES = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';

/** By its name, as the report has it. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  "sequences too deep, by STOW-RS": async (target) =>
    store(
      target,
      [45, 50, 63, 64, 600, 6000].map((depth) => nestedObject(newPlace(), depth)),
    ),
  "sequences too deep, by C-STORE": async (_, send) => send([50, 63].map((depth) => nestedObject(newPlace(), depth))),
  "another patient's UIDs, by STOW-RS": async (target) =>
    store(target, [
      smallObject(newPlace({ study: target.others.study })),
      smallObject(newPlace({ series: target.others.series })),
      smallObject(newPlace({ instance: target.others.instance })),
    ]),
  "another patient's UIDs, by C-STORE": async ({ others }, send) =>
    send([smallObject(newPlace({ study: others.study })), smallObject(newPlace({ instance: others.instance }))]),
  "lists of frames of a large object": async (target) =>
    times(16, async (at) => {
      const list = Array.from({ length: target.frames }, (_, frame) => 1 + ((frame + at) % target.frames));
      return look(target, `${pathOf(target.large)}/frames/${list.slice(0, 40).join(",")}`, FRAMES);
    }),
  "pictures of a large object": async (target) =>
    times(16, async (at) => look(target, `${pathOf(target.large)}/frames/${1 + at}/rendered`, "image/png")),
  "bulk data and files of a large object": async (target) =>
    times(8, async (at) =>
      at % 2 === 0
        ? look(target, `${pathOf(target.large)}/bulk/7fe00010`, "application/octet-stream")
        : look(target, pathOf(target.large), 'multipart/related; type="application/dicom"; transfer-syntax=*'),
    ),
  "runs of spaces in what searches read": async (target) => {
    const place = newPlace();
    await store(target, [spacesObject(place, 60_000)]);
    const search = `/pacs/studies/${place.study}/instances?includefield=00204000&ImageComments=*%C3%A4`;
    await times(3, async () => look(target, search, "application/dicom+json"));
  },
  "thousands of studies in one upload": async (target) =>
    store(
      target,
      Array.from({ length: 1000 }, () => smallObject(newPlace())),
    ),
  "markup in every text": async (target) => store(target, [markupObject(newPlace())]),
  "UIDs that are none, by C-STORE": async (_, send) =>
    send(["1.2.x", "1.2.3,4", "1..2"].map((study) => smallObject(newPlace({ study })))),
  "uploads that stall": async ({ url, contributor }) =>
    stall(`${url}/pacs/studies`, { Cookie: contributor.cookie, Origin: url }, 400, 8000),
  "searches of the administration": async ({ url, viewer }) =>
    times(8, async () =>
      ask(`${url}/pacs-admin/tools/find`, {
        method: "POST",
        headers: { Cookie: viewer.cookie, Origin: url, "Content-Type": "application/json" },
        body: JSON.stringify({ Level: "Instance", Query: { PatientName: "*a*" }, Expand: true }),
      }),
    ),
  "many spellings of one Accept": async (target) =>
    times(40, async (at) =>
      look(
        target,
        `${pathOf(target.large)}/frames/1`,
        `${FRAMES}, ${Array.from({ length: at }, (_, n) => `image/x-${n}`).join(", ")}`,
      ),
    ),
  "searches of every new form": async (target) =>
    times(40, async () => look(target, `/pacs/studies?PatientName=*${randomUUID()}*&includefield=all&limit=100`)),
  "logins again and again": async ({ url, viewer }) =>
    times(3, async () =>
      ask(`${url}/login`, {
        method: "POST",
        headers: { Origin: url, "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ user: viewer.name, password: viewer.password, to: "/" }).toString(),
      }),
    ),
  "reports that are none": async ({ url }) =>
    times(20, async () =>
      ask(`${url}/gateway/csp-report`, {
        method: "POST",
        headers: { "Content-Type": "application/csp-report", Origin: url },
        body: '{"csp-report":{"line-number":1e999,"column-number":-1e999,"status-code":1e308}}',
      }),
    ),
  "a stranger's thousand requests": async ({ url }) =>
    times(1000, async (at) => ask(`${url}/pacs/studies/${at}?${"x".repeat(at)}=1`)),
};

/** Which of them are whose: one actor has them one after the other. */
export const ACTORS: Readonly<Record<string, readonly string[]>> = {
  viewer: [
    "lists of frames of a large object",
    "pictures of a large object",
    "bulk data and files of a large object",
    "searches of the administration",
    "many spellings of one Accept",
    "searches of every new form",
    "logins again and again",
  ],
  contributor: [
    "sequences too deep, by STOW-RS",
    "another patient's UIDs, by STOW-RS",
    "runs of spaces in what searches read",
    "thousands of studies in one upload",
    "markup in every text",
    "uploads that stall",
  ],
  host: ["sequences too deep, by C-STORE", "another patient's UIDs, by C-STORE", "UIDs that are none, by C-STORE"],
  stranger: ["reports that are none", "a stranger's thousand requests"],
};

/** Stores the large object, and returns it. */
export async function storeLarge(target: Omit<Target, "large">): Promise<Place> {
  const place = newPlace();
  const status = await store({ ...target, large: place }, [largeObject(place, target.frames)]);
  if (status !== 200) throw new Error(`the large object was not stored: ${status}`);
  return place;
}
