import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { collimatorJson } from "../support/collimator";
import { control } from "../support/control";
import { docker } from "../support/docker";
import { logInAgain, makePerson, PASSWORD, type Person, statusesEverywhere, statusOf } from "../support/people";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";
import { makeToken } from "../support/tokens";
import { askValkey, pipeToValkey } from "../support/valkey";

const stack = inject("stack");
const MOST = 50;

/** Writes sessions that were begun a minute ago straight into the state, each later than the one before. */
async function plant({ name }: Person, count: number): Promise<void> {
  const epoch = await askValkey(stack, "HMGET", `user:${name}`, "epoch");
  const began = Math.floor(Date.now() / 1000) - 60;
  const keys = Array.from({ length: count }, () => randomBytes(32).toString("base64url"));
  await pipeToValkey(
    stack,
    keys.flatMap((key, index) => [
      `HSET session:${key} user ${name} epoch ${epoch} created ${began} seen ${began} confirmed ${began} address 192.0.2.1 browser Firefox`,
      `EXPIRE session:${key} 1800`,
      `ZADD sessions:${name} ${began + 43_200 + index / 1e6} ${key}`,
    ]),
  );
}

const listed = async ({ name }: Person): Promise<{ id: string }[]> =>
  (await control<{ sessions: { id: string }[] }>(stack, "/sessions/list", { user: name })).body.sessions;
const counted = async ({ name }: Person): Promise<number> =>
  Number(await askValkey(stack, "ZCARD", `sessions:${name}`));
const accountOf = (cookie: string): Promise<Response> =>
  fetch(`${stack.url}/account`, { headers: { Cookie: cookie }, redirect: "manual" });

/** The gateway's processes. */
async function processes(): Promise<string> {
  const script = "cd /proc; for id in [0-9]*; do grep -qs nginx $id/comm && echo $id; done";
  return (await docker("exec", `${stack.project}-gateway-1`, "sh", "-c", script)).stdout;
}

/** Logs somebody in at another gateway, which has the stack's PUBLIC_URL; returns the session's cookie. */
async function logInAt(port: number, { name }: Person): Promise<string | undefined> {
  const headers = {
    Host: new URL(stack.url).host,
    Origin: stack.url,
    "Content-Type": "application/x-www-form-urlencoded",
  };
  return new Promise((resolve, reject) => {
    const call = request(
      { port, host: "127.0.0.1", path: "/login", method: "POST", headers, agent: false },
      (answer) => {
        answer.resume();
        resolve(answer.headers["set-cookie"]?.[0]?.split(";")[0]);
      },
    );
    call.on("error", reject);
    call.end(new URLSearchParams({ user: name, password: PASSWORD, to: "/" }).toString());
  });
}

describe("sessions of one person", () => {
  test("a person has at most 50 sessions: the oldest ends within a second when another begins", async () => {
    const person = await makePerson(stack, "viewer");
    await plant(person, MOST - 2);
    const { cookie: kept = "" } = await logInAgain(stack, person);
    expect(await listed(person)).toHaveLength(MOST);
    const { cookie: newest = "" } = await logInAgain(stack, person);
    expect(await listed(person)).toHaveLength(MOST);
    expect(await statusesEverywhere(`${stack.url}/session`, { Cookie: kept })).toEqual([200]);
    expect(await statusesEverywhere(`${stack.url}/session`, { Cookie: newest })).toEqual([200]);
    expect(await counted(person)).toBe(MOST);
  });

  describe("sessions that begin at once on two gateways", () => {
    let second: SecondGateway;
    beforeAll(async () => {
      second = await startSecondGateway(stack, { settings: {}, isReplica: true });
      return second.stop;
    });

    test("a person has at most 50 sessions begun at once on two gateways, and the latest survive", async () => {
      const person = await makePerson(stack, "viewer");
      await plant(person, MOST);
      const all = await Promise.all([
        ...[1, 2, 3, 4].map(async () => logInAt(Number(new URL(stack.url).port), person)),
        ...[1, 2, 3, 4].map(async () => logInAt(second.httpPort, person)),
      ]);
      // Of guesses at once some are told to come again.
      const cookies = all.filter((cookie) => cookie !== undefined);
      expect(cookies.length).toBeGreaterThanOrEqual(4);
      expect(await listed(person)).toHaveLength(MOST);
      expect(await counted(person)).toBe(MOST);
      for (const cookie of cookies) expect(await statusOf(`${stack.url}/session`, { Cookie: cookie })).toBe(200);
    });
  });

  test("50,000 sessions of an earlier version do not break the account page or the login", async () => {
    const person = await makePerson(stack, "viewer");
    const before = await processes();
    await plant(person, 50_000);
    const { status, cookie = "" } = await logInAgain(stack, person);
    expect(status).toBe(303);
    const page = await accountOf(cookie);
    expect([page.status, (await page.text()).split('action="/account/sessions"').length]).toEqual([200, MOST + 1]);
    expect(await counted(person)).toBe(MOST);
    // The person's own is the latest but one.
    expect(await statusOf(`${stack.url}/session`, { Cookie: person.cookie })).toBe(200);
    expect((await control(stack, "/sessions/end-all", { user: person.name })).body).toEqual({ ended: MOST });
    expect(await processes()).toBe(before);
  });

  test("50,000 sessions of an earlier version end with a disabled account and are removed with it", async () => {
    const person = await makePerson(stack, "viewer");
    await plant(person, 50_000);
    expect((await control(stack, "/users/disable", { name: person.name })).status).toBe(200);
    expect(await counted(person)).toBe(0);
    expect((await control(stack, "/users/remove", { name: person.name })).status).toBe(200);
  });
});

describe("long lists", () => {
  test("lists of API tokens come in pages, and the command shows all", async () => {
    const person = await makePerson(stack, "viewer");
    await Promise.all([1, 2, 3].map(async () => makeToken(stack, person.name)));
    const ids = Array.from({ length: 250 }, (_, n) =>
      `${n + 1000}`.replace(/[01]/g, (d) => "ab".charAt(Number(d))).padStart(12, "p"),
    );
    const began = Math.floor(Date.now() / 1000);
    await pipeToValkey(
      stack,
      ids.flatMap((id, n) => [
        `HSET token:${id} key k${n} owner ${person.name} permissions view addresses "" name n created ${began} expires ${began + 600}`,
        `EXPIRE token:${id} 600`,
        `ZADD tokens ${began} ${id}`,
      ]),
    );
    const { body } = await control<{ tokens: unknown[]; total: number; next: number }>(stack, "/tokens/list", {});
    expect([body.tokens.length, body.next]).toEqual([100, 100]);
    const all = await collimatorJson<{ tokens: { id: string }[] }>("token", "list");
    expect(new Set(all.tokens.map(({ id }) => id)).size).toBe(body.total);
    await pipeToValkey(
      stack,
      ids.flatMap((id) => [`DEL token:${id}`, `ZREM tokens ${id}`]),
    );
  });
});

describe("browsers known to an account", () => {
  test("an account knows at most 20 browsers, also as records of their own", async () => {
    const person = await makePerson(stack, "viewer");
    const count = async (): Promise<number> => {
      const names = await askValkey(stack, "--scan", "--pattern", "browser:*");
      return names.split("\n").filter((name) => name !== "").length;
    };
    const before = await count();
    for (let n = 0; n < 23; n += 1) await logInAgain(stack, person);
    expect(await askValkey(stack, "ZCARD", `browsers:${person.name}`)).toBe("20");
    expect((await count()) - before).toBeLessThanOrEqual(20);
  });
});
