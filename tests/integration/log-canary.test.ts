import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { expect, inject, test } from "vitest";
import { control } from "../support/control";
import { docker, until } from "../support/docker";
import { makePerson, newName, PASSWORD } from "../support/people";

/** What people type, or a program sends, is in no log: passwords end up in every field, sooner or later. */
const stack = inject("stack");

/** Letters that may stand in a name, a password, a header and an address alike. */
const newCanary = (): string => `Canary.${randomBytes(9).toString("hex")}`;

interface Sent {
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send({ path, form, headers = {} }: Sent): Promise<number> {
  const { hostname, port } = new URL(stack.url);
  const type = { "Content-Type": "application/x-www-form-urlencoded", Origin: stack.url };
  const given = { ...(form === undefined ? {} : type), ...headers };
  const options = { hostname, port, path, method: form === undefined ? "GET" : "POST", headers: given, agent: false };
  return new Promise((resolve, reject) => {
    const call = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on("error", reject);
    call.end(form === undefined ? undefined : new URLSearchParams(form).toString());
  });
}

/** All that the stack's containers have written. */
async function logs(): Promise<string> {
  const all = await Promise.all(
    ["gateway", "orthanc", "valkey", "setup"].map(async (name) => docker("logs", `${stack.project}-${name}-1`)),
  );
  return all.map(({ stdout, stderr }) => stdout + stderr).join("");
}

/** Sends all of it, waits until a line that was sent last is in the log, and says which canaries are there. */
async function seenIn(all: readonly (readonly [what: string, canary: string, sent: Sent])[]): Promise<string[]> {
  for (const [, , sent] of all) await send(sent);
  const mark = `mark-${randomBytes(6).toString("hex")}`;
  await send({ path: `/${mark}` });
  const text = await until("the mark in the log", async () => {
    const found = await logs();
    return found.includes(mark) ? found : undefined;
  });
  return all.filter(([, canary]) => text.includes(canary)).map(([what]) => what);
}

/** One request a field, with a canary in it and something usual in the others. */
function fieldByField(path: string, usual: Readonly<Record<string, string>>, headers: Sent["headers"] = {}) {
  return Object.keys(usual).map((field) => {
    const canary = newCanary();
    return [`${path} ${field}`, canary, { path, form: { ...usual, [field]: canary }, headers }] as const;
  });
}

test("a password typed into the login's name field is never logged", async () => {
  const canary = newCanary();
  expect(await seenIn([["user", canary, { path: "/login", form: { user: canary, password: "x", to: "/" } }]])).toEqual(
    [],
  );
});

test("text typed into any field without a session is never logged", async () => {
  const forms = [
    ...fieldByField("/login", { user: stack.adminName, password: "wrong", to: "/", other: "x" }),
    ...fieldByField("/invite", { code: "x", password: PASSWORD, repeat: PASSWORD }),
    ...fieldByField("/oidc/backchannel-logout", { logout_token: "x" }),
  ];
  const queries = [
    "/login?to=",
    "/login?notice=",
    "/invite?code=",
    "/viewer?StudyInstanceUIDs=",
    "/pacs/studies?PatientName=",
  ];
  const asked = queries.map((query) => {
    const canary = newCanary();
    return [query, canary, { path: query + canary }] as const;
  });
  expect(await seenIn([...forms, ...asked])).toEqual([]);
});

test("text typed into any field of a session is never logged", async () => {
  const { cookie } = await makePerson(stack, "admin");
  const other = newName();
  await control(stack, "/users/invite", { name: other, roles: ["viewer"] });
  const headers = { Cookie: cookie };
  const token = { name: "robot", days: "5", addresses: "192.0.2.1", "permission.view": "on" };
  const person = `/people/person?name=${other}`;
  const forms = [
    ...fieldByField("/password", { current: "wrong", password: "x", repeat: "x", to: "/" }, headers),
    ...fieldByField("/confirm", { password: "wrong", to: "/" }, headers),
    ...fieldByField("/account/token", token, headers),
    ...fieldByField("/account/sessions", { id: "x" }, headers),
    ...fieldByField("/account/tokens", { id: "x" }, headers),
    // The name of an account that is made is logged, since it is one.
    ...fieldByField("/people/invite", { "display-name": "x", "role.viewer": "on", other: "x" }, headers),
    ...fieldByField(person, { do: "roles", "role.viewer": "on" }, headers),
  ];
  const queries = [
    "/people/person?name=",
    "/people/remove?name=",
    "/people?offset=",
    "/account?notice=",
    "/confirm?to=",
  ];
  const asked = queries.map((query) => {
    const canary = newCanary();
    return [query, canary, { path: query + canary, headers }] as const;
  });
  expect(await seenIn([...forms, ...asked])).toEqual([]);
});

test("header values are never logged", async () => {
  const names = [
    ...[
      "Authorization",
      "Cookie",
      "User-Agent",
      "Referer",
      "Origin",
      "Host",
      "Accept",
      "Accept-Language",
      "Accept-Encoding",
    ],
    ...[
      "X-User",
      "X-Forwarded-For",
      "X-Real-IP",
      "X-Session-Key",
      "X-Request-ID",
      "Forwarded",
      "Range",
      "If-None-Match",
    ],
    ...["Content-Type", "X-HTTP-Method-Override", "Sec-Fetch-Dest", "Sec-Fetch-Site", "Via", "Expect"],
  ];
  const all = names.map((name) => {
    const canary = newCanary();
    return [name, canary, { path: "/pacs/studies", headers: { [name]: canary } }] as const;
  });
  const [basic, bearer, cookie] = [newCanary(), newCanary(), newCanary()];
  const credentials = [
    ["Basic", basic, { path: "/pacs/studies", headers: { Authorization: `Basic ${btoa(`${basic}:${basic}`)}` } }],
    ["Bearer", bearer, { path: "/pacs/studies", headers: { Authorization: `Bearer ${bearer}` } }],
    ["session", cookie, { path: "/pacs/studies", headers: { Cookie: `collimator-local=${cookie}` } }],
  ] as const;
  expect(await seenIn([...all, ...credentials])).toEqual([]);
});

test("a policy violation report's text besides its addresses is never logged", async () => {
  const canary = newCanary();
  const report = {
    "violated-directive": canary,
    "script-sample": canary,
    "original-policy": canary,
    disposition: canary,
  };
  const body = JSON.stringify({
    "csp-report": { "document-uri": `${stack.url}/`, "blocked-uri": "inline", ...report },
  });
  const headers = { "Content-Type": "application/csp-report" };
  const answer = await fetch(`${stack.url}/gateway/csp-report`, { method: "POST", body, headers });
  expect(answer.status).toBe(204);
  expect(await seenIn([["report", canary, { path: "/login" }]])).toEqual([]);
});
