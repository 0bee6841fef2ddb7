import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { docker, until, within } from "../support/docker";
import { inTurn } from "../support/in-turn";
import { makePerson } from "../support/people";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";

/** What people have done stays in the log, whoever knocks: with a bound of 200 lines an hour, 10 a minute of an address. */
const stack = inject("stack");
const MOST = 200;
const OF_AN_ADDRESS = 10;
let gateway: SecondGateway;
let origin: string;

beforeAll(async () => {
  const settings = { PUBLIC_URL: "http://127.0.0.1:{http}", HTTP_PORT: "{http}", STRANGER_LOG_LINES: `${MOST}` };
  gateway = await startSecondGateway(stack, { settings });
  origin = `http://127.0.0.1:${gateway.httpPort}`;
});
afterAll(async () => gateway.stop());

const linesOf = async (): Promise<Record<string, unknown>[]> =>
  (await gateway.log()).filter((line) => line["path"] !== undefined && line["user"] === "");

test("thousands of requests without a session leave a few log lines, a count, and what people did before", async () => {
  const { name, cookie } = await makePerson(stack, "viewer");
  const seen = await fetch(`${origin}/pacs/studies?limit=1`, { headers: { Cookie: cookie } });
  expect(seen.status).toBe(200);
  const csp = JSON.stringify({ "csp-report": { "document-uri": origin, "violated-directive": "img-src" } });
  await inTurn(Array.from({ length: 3000 }), 16, async (_, n) => {
    if (n % 3 === 0) return (await fetch(`${origin}/login`)).arrayBuffer();
    if (n % 50 === 1) {
      const headers = { "Content-Type": "application/csp-report" };
      return (await fetch(`${origin}/gateway/csp-report`, { method: "POST", body: csp, headers })).arrayBuffer();
    }
    return (await fetch(`${origin}/pacs/studies/1.2.${n}/${"x".repeat(500)}`)).arrayBuffer();
  });
  await fetch(`${origin}/pacs/studies?limit=1`, { headers: { Cookie: cookie } });
  const log = await until("the person's second line", async () => {
    const all = await gateway.log();
    return all.filter(({ user }) => user === name).length === 2 ? all : undefined;
  });
  const lines = await linesOf();
  // Two kinds, and a minute that may have begun meanwhile.
  expect(lines.length).toBeGreaterThanOrEqual(OF_AN_ADDRESS);
  expect(lines.length).toBeLessThanOrEqual(2 * 3 * OF_AN_ADDRESS);
  expect(Math.max(...lines.map(({ path }) => String(path).length))).toBeLessThanOrEqual(300);
  const reports = log.filter(({ message }) => message === "csp-violation");
  expect(reports.length).toBeLessThanOrEqual(3 * OF_AN_ADDRESS);
  expect(JSON.stringify(log).length).toBeLessThan(60_000);
  const { stdout } = await docker("exec", gateway.container, "collimator", "refusals", "--json");
  const counts = JSON.parse(stdout) as Record<string, number>;
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1500);
});

test("omitted log lines are counted once a minute, with their source", { timeout: 180_000 }, async () => {
  const left = await within("the line that says it", 125, async () => {
    const found = (await gateway.log()).filter(({ message }) => String(message).includes("left out"));
    const sum = found.reduce((all, { count }) => all + Number(count), 0);
    return sum >= 2500 ? found : undefined;
  });
  expect(left[0]?.["from"]).toEqual([expect.stringMatching(/^[\d.a-f:]+: \d+$/)]);
});

test("the container's own health checks are not logged", async () => {
  const own = (await linesOf()).filter(({ client }) => client === "127.0.0.1");
  expect(own.filter(({ path }) => path === "/healthz" || path === "/readyz")).toEqual([]);
});
