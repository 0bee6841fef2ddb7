import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

test.each([
  ["viewer", "/", "/"],
  ["contributor", "/", "/"],
  ["viewer,uploader", "/", "/"],
  ["uploader", "/", "/upload"],
  ["uploader,auditor", "/", "/upload"],
  ["auditor", "/", "/account"],
  ["", "/", "/account"],
  ["uploader", "/viewer?StudyInstanceUIDs=1.2", "/viewer?StudyInstanceUIDs=1.2"],
  ["uploader", "/account", "/account"],
])("somebody with the roles '%s' who wants to go to %s is led to %s", async (roles, target, page) => {
  expect(await callLua("gateway.sign-in.landing", "landingOf", { roles }, target)).toEqual([page]);
});
