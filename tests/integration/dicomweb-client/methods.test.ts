import { beforeAll, expect, test } from "vitest";
import { dicomwebClient, DICOMwebClient } from "../../support/dicomweb-client";
import { storeFiles } from "../../support/multipart";
import { ask } from "../../support/session";
import { compressed, instance, pdf, picture } from "./objects";
import { RENDERED } from "./rendered";
import { RETRIEVE } from "./retrieve";
import { SEARCH_AND_STORE } from "./search-and-store";

const METHODS = { ...SEARCH_AND_STORE, ...RETRIEVE, ...RENDERED };
const WITHOUT_REQUEST = ["setDebug", "getDebug", "setVerbose", "getVerbose", "buildInstanceWadoURIUrl"];

beforeAll(async () => storeFiles([picture, compressed, pdf]));

test.each(Object.entries(METHODS))("dicomweb-client's %s works", async (_, method) => method());

test("the tests cover every method of dicomweb-client that sends something", () => {
  const methods = Object.getOwnPropertyNames(DICOMwebClient.prototype).filter((name) => !name.startsWith("_"));
  const known = ["constructor", ...WITHOUT_REQUEST, ...Object.keys(METHODS)];
  expect(methods.sort()).toEqual(known.sort());
});

test("the URI service addresses that dicomweb-client builds are refused by name", async () => {
  const { pathname, search } = new URL((await dicomwebClient().buildInstanceWadoURIUrl(instance)) as string);
  const answer = await ask(pathname + search);
  expect([answer.status, await answer.json()]).toMatchObject([404, { reason: "wado-uri" }]);
});
