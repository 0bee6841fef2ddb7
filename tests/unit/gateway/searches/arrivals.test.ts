import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { askedSince, type Candidates, candidatesWith, resolvedBy, startCandidates, STEP } from "./candidates";
import { callLua } from "../../../support/lua";

/** How a search goes through the candidates, so many at once. */
interface Way {
  readonly search: string;
  readonly module: string;
  readonly order: readonly string[];
  readonly step: number;
}

const WAYS: readonly (readonly [name: string, way: Way])[] = [
  [
    "by letters beyond ASCII",
    {
      search: `/dicom-web/studies?00100010=${encodeURIComponent("*Иван*")}`,
      module: "gateway.searches.resolve",
      order: [""],
      step: 10_000,
    },
  ],
  [
    "by a key in Request Attributes Sequence",
    { search: `/dicom-web/series?00400275.00400009=${STEP}`, module: "requests_driver", order: [], step: 1000 },
  ],
];

describe.each(WAYS)("a search %s", (name, { search, module, order, step }) => {
  let archive: Candidates;
  beforeAll(async () => {
    archive = await startCandidates(process.cwd());
  });
  afterAll(async () => archive.stop());
  beforeEach(() => {
    archive.reset();
  });

  async function resolve(query: string): Promise<unknown> {
    const [wanted] = await callLua("gateway.searches.wanted", "readWanted", `${search}&${query}`);
    const [found, failure] = await resolvedBy(module, archive, [wanted, ...order, Date.now() / 1000 + 60]);
    return failure ?? found;
  }

  /** Changes the archive once, before the second answer about candidates. */
  function changeBetween(change: () => void): void {
    let isDone = false;
    archive.before = ({ Since }) => {
      if (Since === step && !isDone) {
        isDone = true;
        change();
      }
      return undefined;
    };
  }

  /** One that does not match comes in front of all others. */
  const come = (): void => {
    archive.list = [{ uid: "9.1", matches: false }, ...archive.list];
  };

  test(`${name}: a match that moves down because another resource comes is found once, and counts once`, async () => {
    const last = step - 1;
    const all = [3, last, step + 1];
    const uids = all.map((at) => `1.${at}`);
    for (const [query, expected] of [
      ["limit=9", uids],
      ["limit=2&offset=1", uids.slice(1)],
      ["limit=1&offset=2", uids.slice(2)],
      ["limit=9&offset=3", []],
    ] as const) {
      archive.list = candidatesWith(step + 500, all);
      changeBetween(come);
      expect(await resolve(query), query).toEqual(expected);
    }
  });

  test(`${name}: a match that moves behind the last answer because another resource comes is found`, async () => {
    archive.list = candidatesWith(2 * step, [0, 2 * step - 1]);
    changeBetween(come);
    expect(await resolve("limit=9")).toEqual(["1.0", `1.${2 * step - 1}`]);
    expect(askedSince(archive)).toEqual([0, step, 0, step, 2 * step]);
  });

  test(`${name}: a page that is full is not looked for again when another resource comes`, async () => {
    archive.list = candidatesWith(2 * step, [0, step + 1]);
    changeBetween(come);
    expect(await resolve("limit=2")).toEqual(["1.0", `1.${step + 1}`]);
    expect(askedSince(archive)).toEqual([0, step]);
  });

  test(`${name}: it begins again if a candidate is deleted meanwhile and another moves up`, async () => {
    archive.list = candidatesWith(step + 500, [step]);
    changeBetween(() => {
      archive.list = archive.list.slice(1);
    });
    expect(await resolve("limit=5")).toEqual([`1.${step}`]);
    expect(askedSince(archive)).toEqual([0, step, 0, step]);
  });

  test(`${name}: it is too broad if the last candidates move behind the last answer each time`, async () => {
    archive.list = candidatesWith(step, []);
    let most = step;
    archive.before = ({ Limit }) => {
      // Each time the candidates are counted, one more has come than an answer has space for.
      if (Limit === undefined && archive.list.length < most) archive.list = candidatesWith(most, []);
      if (Limit !== undefined) most = archive.list.length + step;
      return undefined;
    };
    expect(await resolve("limit=5")).toBe("too-broad");
  });
});
