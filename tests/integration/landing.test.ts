import { describe, expect, inject, test } from "vitest";
import { changePassword, logIn } from "../support/forms";
import { codeOf, invitee, inviteBy, useLink } from "../support/invitations";
import { leadsTo } from "../support/page-forms";
import { newName, PASSWORD } from "../support/people";

const stack = inject("stack");

describe("where a login leads", () => {
  test("a link, a login and a new password lead an uploader to the page for uploads", async () => {
    const name = newName();
    const used = await useLink(stack, codeOf(await inviteBy(stack, name, "uploader")), PASSWORD);
    expect(leadsTo(used)).toEqual([303, "/upload"]);
    const login = await logIn(stack, PASSWORD, { user: name });
    expect(leadsTo(login)).toEqual([303, "/upload"]);
    const fields = { current: PASSWORD, password: `${PASSWORD}-new`, repeat: `${PASSWORD}-new` };
    expect(leadsTo(await changePassword(stack, login.cookie ?? "", fields))).toEqual([303, "/upload"]);
  });

  test("a login leads where an uploader wanted to go, and others to the study list or their account", async () => {
    const [uploader, contributor, auditor] = [
      await invitee(stack, "uploader"),
      await invitee(stack, "contributor"),
      await invitee(stack, "auditor"),
    ];
    expect(leadsTo(await logIn(stack, PASSWORD, { user: uploader.name, to: "/account" }))).toEqual([303, "/account"]);
    expect(leadsTo(await logIn(stack, PASSWORD, { user: contributor.name }))).toEqual([303, "/"]);
    expect(leadsTo(await logIn(stack, PASSWORD, { user: auditor.name }))).toEqual([303, "/account"]);
  });
});
