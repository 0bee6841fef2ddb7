import { expect, test } from "vitest";
import { filterVerdicts } from "../../support/lua53";

const ID = "b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0";
const UUID = "5af318ac-78fb-47ff-b0b0-0df18b0588e0";

test("the scope that resolves a study of two patients may copy studies and delete single instances, nothing else", () => {
  const may: readonly (readonly [string, string])[] = [
    ["DELETE", `/instances/${ID}`],
    ["POST", `/studies/${ID}/modify`],
    ["GET", `/jobs/${UUID}`],
  ];
  const mayNot: readonly (readonly [string, string])[] = [
    ["DELETE", `/patients/${ID}`],
    ["DELETE", `/studies/${ID}`],
    ["POST", "/tools/bulk-delete"],
    ["DELETE", `/series/${ID}`],
    ["POST", `/patients/${ID}/modify`],
    ["POST", `/studies/${ID}/anonymize`],
    ["POST", `/studies/${ID}/merge`],
    ["POST", `/jobs/${UUID}/cancel`],
    ["GET", `/studies/${ID}`],
    ["GET", `/instances/${ID}`],
    ["POST", "/tools/find"],
  ];
  const cases = [...may, ...mayNot].map(([method, uri]) => ({ method, uri, user: "gateway-resolve" }));
  const verdicts = filterVerdicts(cases);
  expect(cases.filter((_, at) => verdicts[at] === true).map(({ method, uri }) => [method, uri])).toEqual(may);
});
