import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { compose, docker, until, within } from "../support/docker";
import { ADMIN_PASSWORD, logIn, postForm, resetAdmin, spendFirstPassword } from "../support/forms";
import { printedPassword } from "../support/stack";
import { httpGet, httpPage, NAVIGATION } from "../support/http-get";
import { statusOf } from "../support/people";
import { bearer, makeToken } from "../support/tokens";

const stack = inject("stack");
const series = phantomSeries({ name: randomUUID(), slices: 2, rows: 32, columns: 32 });
let session = "";

const get = async (path: string): Promise<Response> =>
  fetch(stack.url + path, { redirect: "manual", headers: { Cookie: session } });

async function studies(): Promise<unknown[] | undefined> {
  const answer = await get(`/pacs/studies?StudyInstanceUID=${series.studyUid}`);
  return answer.status === 200 ? ((await answer.json()) as unknown[]) : undefined;
}

async function processId(service: string): Promise<number> {
  const { stdout } = await docker("inspect", "-f", "{{.State.Pid}}", `${stack.project}-${service}-1`);
  return Number(stdout.trim());
}

beforeAll(async () => {
  session = await spendFirstPassword(stack, await resetAdmin(stack));
  await storeInstances({ publicUrl: stack.url, cookie: session }, [...series.files()]);
});

describe("Orthanc's process killed", () => {
  test("requests get 503 with Retry-After until a killed Orthanc is back by itself, and then the viewer continues", async () => {
    expect(await studies()).toHaveLength(1);
    const killed = await processId("orthanc");
    process.kill(killed, "SIGKILL");
    const refused = await until("a 503", async () => {
      const answer = await get("/pacs/studies");
      return answer.status === 200 ? undefined : answer;
    });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    await until("the study list", studies);
    expect(await studies()).toHaveLength(1);
    expect(await processId("orthanc")).not.toBe(killed);
  });
});

describe("Valkey stopped", () => {
  test("nothing is open without Valkey, navigations get a page, and sessions survive", async () => {
    await compose(stack, "stop", "valkey");
    try {
      // What the cache needs is not known for longer than who asks: both have to be forgotten.
      await within("what was known to be over", 10, async () => {
        const statuses = [(await get("/pacs/studies")).status, (await get("/app-config.js")).status];
        return statuses.includes(200) ? undefined : true;
      });
      const refused = await get("/pacs/studies");
      expect([refused.status, await refused.json()]).toMatchObject([503, { reason: "state-unavailable" }]);
      expect((await get("/app-config.js")).status).toBe(503);
      expect((await httpGet(`${stack.url}/`, { Cookie: session, ...NAVIGATION })).status).toBe(503);
      // What is away is named, and not the archive.
      const page = await httpPage(`${stack.url}/`, { Cookie: session });
      expect(page).toContain("store of accounts and sessions");
      expect(page).not.toContain("archive is not ready");
      expect((await logIn(stack, ADMIN_PASSWORD)).status).toBe(503);
      const readyz = await fetch(`${stack.url}/readyz`);
      expect([readyz.status, await readyz.json()]).toMatchObject([503, { waiting: "state" }]);
      expect((await fetch(`${stack.url}/healthz`)).status).toBe(200);
    } finally {
      await compose(stack, "start", "valkey");
    }
    await until("the study list", studies);
  });
});

describe("Valkey frozen", () => {
  test("nothing is open once a verdict's second is over while Valkey hangs, and soon afterwards everything works again", async () => {
    const { secret } = await makeToken(stack, stack.adminName);
    const withToken = async (): Promise<number> => statusOf(`${stack.url}/pacs/studies`, bearer(secret));
    expect([(await get("/pacs/studies")).status, await withToken()]).toEqual([200, 200]);
    await compose(stack, "pause", "valkey");
    await within("the verdicts to be over", 10, async () => {
      const statuses = [(await get("/pacs/studies")).status, await withToken()];
      return statuses.every((status) => status === 503) ? true : undefined;
    });
    expect((await logIn(stack, ADMIN_PASSWORD)).status).toBe(503);
    const loggedOut = await postForm(stack, "/logout", {}, { Cookie: session });
    expect(loggedOut.status).toBe(503);
    expect(loggedOut.text).not.toContain("archive");
    await compose(stack, "unpause", "valkey");
    await within("sessions and tokens", 15, async () =>
      (await get("/pacs/studies")).status === 200 && (await withToken()) === 200 ? true : undefined,
    );
  });
});

describe("state from another version", () => {
  const setSchema = async (version: string): Promise<void> => {
    const command = `REDISCLI_AUTH=$(cat /secrets/password) valkey-cli set collimator:schema ${version}`;
    await docker("exec", `${stack.project}-valkey-1`, "sh", "-c", command);
    await compose(stack, "restart", "gateway");
  };

  test("state written by another version lets nobody in", async () => {
    await setSchema("3");
    const login = await until("an answer", async () => logIn(stack, ADMIN_PASSWORD).catch(() => undefined));
    expect(login.status).toBe(503);
    expect((await get("/pacs/studies")).status).toBe(503);
    expect((await fetch(`${stack.url}/readyz`)).status).toBe(503);
    await setSchema("2");
    await until("the study list", async () => studies().catch(() => undefined));
  });
});

describe("the logs of the gateway", () => {
  test("the gateway's logs hold no query value, whatever happens", async () => {
    await compose(stack, "pause", "orthanc");
    const abandoned = new AbortController();
    const asked = fetch(`${stack.url}/pacs/studies?PatientName=SECRETNAME`, {
      headers: { Cookie: session },
      signal: abandoned.signal,
    }).catch(() => undefined);
    setTimeout(() => {
      abandoned.abort();
    }, 500);
    await asked;
    await compose(stack, "unpause", "orthanc");
    await compose(stack, "stop", "orthanc");
    expect((await get("/pacs/studies?PatientName=SECRETNAME")).status).toBe(503);
    expect((await get("/pacs/studies?PatientName=SECRETNAME&nonsense=SECRETNAME")).status).toBe(400);
    await logIn(stack, "wrong", { to: "/viewer?PatientName=SECRETNAME" });
    await httpGet(`${stack.url}/login?to=/viewer%3FPatientName%3DSECRETNAME`, NAVIGATION);
    await compose(stack, "start", "orthanc");
    await until("the study list", studies);
    const { stdout, stderr } = await docker("logs", `${stack.project}-gateway-1`);
    expect(stdout + stderr).toContain('"path":"/pacs/studies"');
    expect(stdout + stderr).toContain("login refused: user=admin");
    expect(stdout + stderr).not.toContain("SECRETNAME");
  });
});

describe("the stack stopped and started again", () => {
  test("studies, the admin and sessions survive a restart of the stack, and no new password is printed", async () => {
    await compose(stack, "down");
    await compose(stack, "up", "--detach", "--wait", "gateway");
    expect(await studies()).toHaveLength(1);
    expect((await logIn(stack, ADMIN_PASSWORD)).status).toBe(303);
    expect((await docker("logs", `${stack.project}-setup-1`)).stdout).not.toMatch(/password/i);
  });
});

describe("the state's volume lost, the archive's kept", () => {
  test("nobody becomes admin by starting a stack that lost its state, and `collimator admin reset` is the way back", async () => {
    await compose(stack, "down");
    await docker("volume", "rm", `${stack.project}_state`);
    await compose(stack, "up", "--detach", "gateway");
    await until("the login page to say so", async () => {
      const page = await fetch(`${stack.url}/login`).then(
        async (answer) => answer.text(),
        () => "",
      );
      return page.includes("admin reset") ? true : undefined;
    });
    expect((await docker("logs", `${stack.project}-setup-1`)).stdout).toContain("collimator admin reset");
    expect((await logIn(stack, ADMIN_PASSWORD)).status).toBe(401);
    session = await spendFirstPassword(stack, await resetAdmin(stack));
    expect(await studies()).toHaveLength(1);
    expect((await fetch(`${stack.url}/readyz`)).status).toBe(200);
  });
});

describe("state and archive both lost", () => {
  test("a stack that lost state and archive prints a new first password, and no earlier one is valid", async () => {
    await compose(stack, "down");
    await docker("volume", "rm", `${stack.project}_state`, `${stack.project}_archive`);
    await compose(stack, "up", "--detach", "--wait", "gateway");
    const first = await printedPassword(stack.project);
    expect(first).not.toBe(stack.firstPassword);
    expect((await logIn(stack, stack.firstPassword)).status).toBe(401);
    expect((await logIn(stack, first)).status).toBe(303);
  });
});
