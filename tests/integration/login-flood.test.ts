import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, inject, test } from "vitest";
import { docker } from "../support/docker";
import { postForm } from "../support/forms";
import { logInAgain, makePerson, newName, PASSWORD, type Person } from "../support/people";

const stack = inject("stack");
/** More than nginx's thread pool takes, in all workers. */
const GUESSERS = 60;

let isOver = true;
let flood: Promise<unknown> | undefined;
afterEach(async () => {
  isOver = true;
  await flood;
});

/** Wrong passwords for names that nobody has, on many connections from one address, until the test ends. */
async function startFlood(): Promise<void> {
  isOver = false;
  const guess = async (): Promise<void> => {
    while (!isOver) {
      const form = { user: newName(), password: randomBytes(9).toString("hex") };
      await postForm(stack, "/login", form);
    }
  };
  flood = Promise.all(Array.from({ length: GUESSERS }, guess));
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

/** Logs in from inside the gateway's container: an address that no account knows, and that is not the flood's. */
async function logInFromElsewhere({ name }: Person): Promise<string> {
  const { host } = new URL(stack.url);
  const body = new URLSearchParams({ user: name, password: PASSWORD, to: "/" }).toString();
  const head = [
    ...["POST /login HTTP/1.1", `Host: ${host}`, `Origin: ${stack.url}`, "Connection: close"],
    ...["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${body.length}`],
  ].join("\\r\\n");
  const script = `exec 3<>/dev/tcp/127.0.0.1/8080; printf '${head}\\r\\n\\r\\n${body.replaceAll("%", "%%")}' >&3; head -1 <&3`;
  const { stdout } = await docker("exec", `${stack.project}-gateway-1`, "bash", "-c", script);
  return stdout.trim();
}

describe("a flood of password guesses from one address", () => {
  test("a flood of guesses from one address locks out neither a known browser nor a new one at another address", async () => {
    const owner = await makePerson(stack, "viewer");
    const stranger = await makePerson(stack, "viewer");
    const before = await logInAgain(stack, owner);
    const browser = before.headers.getSetCookie().find((cookie) => cookie.includes("-browser="));
    const form = { user: owner.name, password: PASSWORD, to: "/" };
    const headers = { Cookie: browser?.split(";")[0] ?? "" };
    await startFlood();
    for (let time = 0; time < 3; time += 1) {
      expect((await postForm(stack, "/login", form, headers)).status).toBe(303);
    }
    for (let time = 0; time < 2; time += 1) expect(await logInFromElsewhere(stranger)).toMatch(/^HTTP\/1.1 303/);
  });
});
