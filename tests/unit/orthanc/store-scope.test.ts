import { expect, test } from "vitest";
import { filterVerdicts } from "../../support/lua53";

const SCOPES = ["view", "store", "admin", "health", "watch", "resolve"] as const;
const ID = "00000000-00000000-00000000-00000000-00000000";

test("the scope that stores may store an instance, look up UIDs and record the sender, nothing else", () => {
  const may: readonly (readonly [string, string])[] = [
    ["POST", "/instances"],
    ["POST", "/tools/lookup"],
    ["GET", `/instances/${ID}/attachments/dicom/md5`],
    ["GET", `/studies/${ID}/metadata/StoredBy`],
    ["PUT", `/studies/${ID}/metadata/StoredBy`],
  ];
  const mayNot: readonly (readonly [string, string])[] = [
    ["POST", "/dicom-web/studies"],
    ["POST", "/dicom-web/studies/1.2"],
    ["GET", "/instances"],
    ["DELETE", `/instances/${ID}`],
    ["GET", `/instances/${ID}/attachments/dicom/data`],
    ["PUT", `/instances/${ID}/attachments/dicom`],
    ["GET", `/studies/${ID}/metadata`],
    ["PUT", `/studies/${ID}/metadata/LastUpdate`],
    ["DELETE", `/studies/${ID}/metadata/StoredBy`],
    ["PUT", `/series/${ID}/metadata/StoredBy`],
  ];
  const cases = [...may, ...mayNot].flatMap(([method, uri]) =>
    SCOPES.map((scope) => ({ method, uri, user: `gateway-${scope}` })),
  );
  const verdicts = filterVerdicts(cases);
  const allowed = cases.filter((_, at) => verdicts[at] === true).filter(({ user }) => user === "gateway-store");
  expect(allowed.map(({ method, uri }) => [method, uri])).toEqual(may);
  const others = cases.slice(0, may.length * SCOPES.length).filter(({ user }) => user !== "gateway-store");
  expect(others.filter((one) => verdicts[cases.indexOf(one)] === true)).toEqual([]);
});
