import { describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { docker } from "../support/docker";
import { postForm } from "../support/forms";
import { getPage, leadsTo } from "../support/page-forms";
import { codeOf, inviteBy, useLink } from "../support/invitations";
import { newName, PASSWORD } from "../support/people";

const stack = inject("stack");

describe("one-time link", () => {
  test("a one-time link asks for a password, sets it once, logs in and is then worthless", async () => {
    const name = newName();
    const link = await inviteBy(stack, name, "viewer");
    const shown = await fetch(link);
    expect(shown.status).toBe(200);
    expect(shown.headers.get("cache-control")).toBe("no-store");
    expect(shown.headers.get("referrer-policy")).toBe("strict-origin");
    expect(await shown.text()).toContain(name);
    const used = await useLink(stack, codeOf(link), PASSWORD);
    expect(leadsTo(used)).toEqual([303, "/"]);
    expect((await getPage("/session", used.cookie ?? "")).status).toBe(200);
    for (const again of [
      await useLink(stack, codeOf(link), PASSWORD),
      await getPage(link.slice(stack.url.length), ""),
    ]) {
      expect(again.status).toBe(404);
      expect(again.text).toContain(texts["invite.unknown.title"]);
    }
  });

  test("a one-time link stays valid when the password is refused, and says why", async () => {
    const code = codeOf(await inviteBy(stack, newName(), "viewer"));
    const short = await useLink(stack, code, "short");
    expect([short.status, short.cookie]).toEqual([422, undefined]);
    expect(short.text).toContain(texts["password.error.short"]);
    const differ = await useLink(stack, code, PASSWORD, `${PASSWORD}x`);
    expect(differ.status).toBe(422);
    expect(differ.text).toContain(texts["password.error.repeat"]);
    expect((await useLink(stack, code, PASSWORD)).status).toBe(303);
  });

  test("an invented one-time link opens nothing", async () => {
    for (const code of ["", "x", "A".repeat(43), '"><script>alert(1)</script>']) {
      const answer = await getPage(`/invite?code=${encodeURIComponent(code)}`, "");
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain("<script>");
    }
  });

  test("a one-time link sets nothing from another site's form", async () => {
    const code = codeOf(await inviteBy(stack, newName(), "viewer"));
    const form = { code, password: PASSWORD, repeat: PASSWORD };
    expect((await postForm(stack, "/invite", form, { Origin: "http://evil.example" })).status).toBe(403);
    expect((await useLink(stack, code, PASSWORD)).status).toBe(303);
  });

  test("a one-time link is never logged", async () => {
    const code = codeOf(await inviteBy(stack, newName(), "viewer"));
    await getPage(`/invite?code=${code}`, "");
    await useLink(stack, code, PASSWORD);
    for (const service of ["gateway", "valkey", "orthanc"]) {
      const { stdout, stderr } = await docker("logs", `${stack.project}-${service}-1`);
      expect((stdout + stderr).includes(code)).toBe(false);
    }
  });
});
