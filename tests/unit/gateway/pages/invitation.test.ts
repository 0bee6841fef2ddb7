import { expect, test } from "vitest";
import texts from "../../../../ohif-config/texts/en.json";
import { callLua } from "../../../support/lua";

test.each([
  ["invite-unknown", "invite.unknown"],
  ["state-unavailable", "message.state-unavailable"],
  ["busy", "message.gateway-busy"],
])("the page of a one-time link that cannot be used because of '%s' shows the text %s", async (reason, key) => {
  expect(await callLua("gateway.pages.invitation", "unusableTextOf", reason)).toEqual([key]);
  expect(Object.keys(texts)).toEqual(expect.arrayContaining([`${key}.title`, `${key}.text`]));
});
