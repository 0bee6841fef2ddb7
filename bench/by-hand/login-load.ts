/**
 * What logins cost others and tell strangers, by hand (`npm run check:login-load`), on a stack of its own:
 *
 * 1. 10,000 guesses at one account, 200 a second, so that this program does not take the processors that it measures;
 *    meanwhile the slowest of a hundred answers to readers.
 * 2. The time of an answer for a known and an unknown name, a right and a wrong password: medians of 300 each. The
 *    counters of wrong passwords are put back between them, which only a test can do.
 * 3. Valkey killed and paused while people read: nothing is served that should not be, and how soon all is well again.
 *
 * Prints figures; status 1 where one is not what THREAT_MODEL.md or the account's tests promise.
 *
 * @module
 */
import { request } from "node:http";
import { docker, until } from "../../tests/support/docker";
import { ADMIN_PASSWORD, postForm, spendFirstPassword } from "../../tests/support/forms";
import { startStack } from "../../tests/support/stack";

const GUESSES = 10_000;
const GUESSERS = 16;
const GUESSES_A_SECOND = 200;
const SAMPLES = 300;
const MOST = { checked: 20, slowestMs: 5, differenceMs: 3, recoverySeconds: 2 } as const;

const { stack, stop } = await startStack(process.cwd(), "login-load");
const problems: string[] = [];
function expectAtMost(what: string, value: number, most: number, unit: string): void {
  console.log(`${what}: ${value.toFixed(2)} ${unit} (at most ${most})`);
  if (!(value <= most)) problems.push(what);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
}

/** Milliseconds until a page's answer is whole, and its status. */
async function read(path: string, cookie: string): Promise<{ ms: number; status: number }> {
  const begin = performance.now();
  return new Promise((done, fail) => {
    const asked = request(stack.url + path, { headers: { Cookie: cookie } }, (answer) => {
      answer.resume();
      answer.on("end", () => {
        done({ ms: performance.now() - begin, status: answer.statusCode ?? 0 });
      });
    });
    asked.on("error", fail);
    asked.end();
  });
}

/** Times of readers, one after the other with a pause, while `busy` says so. */
async function readWhile(cookie: string, busy: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (busy()) {
    const { ms, status } = await read("/viewer", cookie);
    if (status !== 200) problems.push(`a reader got ${status}`);
    times.push(ms);
    await new Promise((wake) => setTimeout(wake, 5));
  }
  return times;
}

async function guessing(cookie: string): Promise<void> {
  let left = 2000;
  const idle = await readWhile(cookie, () => (left -= 1) > 0);
  console.log(`readers alone: p99 ${quantile(idle, 0.99).toFixed(2)} ms`);
  let [sent, checked, ended] = [0, 0, false];
  const started = performance.now();
  const guess = async (): Promise<void> => {
    while (sent < GUESSES) {
      sent += 1;
      const due = started + (sent / GUESSES_A_SECOND) * 1000;
      await new Promise((wake) => setTimeout(wake, Math.max(0, due - performance.now())));
      const { status } = await postForm(stack, "/login", { user: stack.adminName, password: `guess-${sent}`, to: "/" });
      if (status === 401) checked += 1;
      else if (status !== 429) problems.push(`a guess got ${status}`);
    }
  };
  const begin = performance.now();
  const [times] = await Promise.all([
    readWhile(cookie, () => !ended),
    Promise.all(Array.from({ length: GUESSERS }, guess)).finally(() => {
      ended = true;
    }),
  ]);
  console.log(`${GUESSES} guesses in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  expectAtMost("guesses checked", checked, MOST.checked - 1, "");
  expectAtMost(`readers meanwhile (${times.length}): p99`, quantile(times, 0.99), MOST.slowestMs, "ms");
}

async function valkey(...words: readonly string[]): Promise<void> {
  const script = 'REDISCLI_AUTH=$(cat /secrets/password) valkey-cli "$@" > /dev/null';
  const { status, stderr } = await docker("exec", `${stack.project}-valkey-1`, "sh", "-c", script, "-", ...words);
  if (status !== 0) throw new Error(stderr);
}

async function timing(): Promise<void> {
  const kinds = {
    "known name, right password": [stack.adminName, ADMIN_PASSWORD, 303],
    "known name, wrong password": [stack.adminName, "not-the-password-1", 401],
    "unknown name": ["nobody-of-this-name", "not-the-password-1", 401],
    "unknown name, a right password of another": ["somebody-else-again", ADMIN_PASSWORD, 401],
  } as const;
  const times: Record<string, number[]> = {};
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    // As many as are free.
    if (sample % 4 === 0) await valkey("DEL", ...Object.values(kinds).map(([user]) => `tries:user:${user}`));
    for (const [kind, [user, password, expected]] of Object.entries(kinds)) {
      const begin = performance.now();
      const { status } = await postForm(stack, "/login", { user, password, to: "/" });
      (times[kind] ??= []).push(performance.now() - begin);
      if (status !== expected) problems.push(`${kind}: ${status}`);
    }
  }
  const medians = Object.entries(times).map(([kind, all]) => [kind, quantile(all, 0.5)] as const);
  for (const [kind, median] of medians) console.log(`${kind}: median ${median.toFixed(2)} ms`);
  const [least, most] = [Math.min, Math.max].map((pick) => pick(...medians.map(([, median]) => median)));
  expectAtMost("largest difference", (most ?? NaN) - (least ?? NaN), MOST.differenceMs, "ms");
}

/** Statuses that readers with a session and strangers get while `service` is away, and the time until all is well. */
async function withoutValkey(how: readonly [away: string, back: string], cookie: string): Promise<void> {
  const container = `${stack.project}-valkey-1`;
  await docker(how[0], container);
  // A verdict is good for a second.
  await new Promise((wake) => setTimeout(wake, 1100));
  const seen = new Set<string>();
  for (let turn = 0; turn < 20; turn += 1) {
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, async () => read("/pacs/studies", cookie)),
      ...Array.from({ length: 8 }, async () => read("/pacs/studies", "collimator-local=".padEnd(60, "A"))),
      read("/pacs/studies", ""),
    ]);
    answers.forEach(({ status }, index) =>
      seen.add(`${index < 8 ? "session" : index < 16 ? "forged" : "none"} ${status}`),
    );
  }
  console.log(`${how[0]}: ${[...seen].sort().join(", ")}`);
  if ([...seen].some((answer) => / [23]\d\d$/.test(answer))) problems.push(`${how[0]}: something was served`);
  const begin = performance.now();
  await docker(how[1], container);
  const started = performance.now();
  await until("the session", async () => ((await read("/pacs/studies", cookie)).status === 200 ? true : undefined));
  console.log(`${how[1]} took ${((started - begin) / 1000).toFixed(2)} s`);
  expectAtMost(
    `${how[0]}: well again after its return`,
    (performance.now() - started) / 1000,
    MOST.recoverySeconds,
    "s",
  );
}

try {
  const cookie = await spendFirstPassword(stack, stack.firstPassword);
  await timing();
  await guessing(cookie);
  await withoutValkey(["pause", "unpause"], cookie);
  await withoutValkey(["kill", "start"], cookie);
} finally {
  await stop();
}
if (problems.length > 0) console.error(`Not as it should be: ${[...new Set(problems)].join("; ")}`);
process.exitCode = problems.length === 0 ? 0 : 1;
