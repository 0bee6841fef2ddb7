/**
 * What many sessions cost the gateway, by hand (`npm run check:many-sessions`): 200,000 of 4,000 accounts are written into
 * the state of a stack of its own, and each sends a request. The gateway's memory is printed after each quarter; status 1
 * where it still grows after the first, in which nginx's zones and the workers' own memories fill up once.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { docker } from "../../tests/support/docker";
import { spendFirstPassword } from "../../tests/support/forms";
import { startStack, type Stack } from "../../tests/support/stack";
import { askValkey, pipeToValkey } from "../../tests/support/valkey";

const SESSIONS = 200_000;
/** As many as one person can have. */
const EACH = 50;
const CONNECTIONS = 32;
const QUARTERS = 4;
/** What a worker's Lua may happen to hold before it collects its garbage. */
const MOST_MIB = 8;

/** MiB of memory that the gateway's processes have of their own, without files (cgroup v2, or v1's rss). */
async function memory({ project }: Stack): Promise<number> {
  const script = "grep -hE '^(anon|total_rss|shmem) ' /sys/fs/cgroup/memory.stat /sys/fs/cgroup/memory/memory.stat";
  const { stdout } = await docker("exec", `${project}-gateway-1`, "sh", "-c", `${script} 2>/dev/null`);
  return stdout.split("\n").reduce((sum, line) => sum + Number(line.split(" ")[1] ?? 0), 0) / 1024 ** 2;
}

const { stack, stop } = await startStack(process.cwd(), "many-sessions", { VALKEY_MEMORY: "1g" });
try {
  await spendFirstPassword(stack, stack.firstPassword);
  const epoch = await askValkey(stack, "HMGET", `user:${stack.adminName}`, "epoch");
  const now = Math.floor(Date.now() / 1000);
  const tokens = Array.from({ length: SESSIONS }, () => randomBytes(32).toString("base64url"));
  const people = Array.from({ length: SESSIONS / EACH }, (_, n) => `many-${n}`);
  const accounts = people.map(
    (name) => `HSET user:${name} roles viewer password "" must-change-password 0 epoch ${epoch} disabled 0`,
  );
  const sessions = tokens.flatMap((token, n) => {
    const key = createHash("sha256").update(token).digest("base64url");
    const name = `many-${Math.floor(n / EACH)}`;
    return [
      `HSET session:${key} user ${name} epoch ${epoch} created ${now} seen ${now} confirmed ${now}`,
      `ZADD sessions:${name} ${now + 43_200} ${key}`,
    ];
  });
  await pipeToValkey(stack, [...accounts, ...sessions]);

  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const ask = async (token: string): Promise<number> =>
    new Promise((done, fail) => {
      const headers = { Cookie: `collimator-local=${token}` };
      const asked = request(`${stack.url}/app-config.js`, { agent, headers }, (answer) => {
        answer.resume();
        answer.on("end", () => {
          done(answer.statusCode ?? 0);
        });
      });
      asked.on("error", fail);
      asked.end();
    });
  // Every worker has read its files and opened its connections.
  for (let turn = 0; turn < 2000; turn += 1) await ask(tokens[0] ?? "");
  const found = [await memory(stack)];
  const statuses: Record<number, number> = {};
  let next = 0;
  const askUntil = async (end: number): Promise<void> => {
    while (next < end) {
      const status = await ask(tokens[next++] ?? "");
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  for (let quarter = 1; quarter <= QUARTERS; quarter += 1) {
    const end = (SESSIONS / QUARTERS) * quarter;
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => askUntil(end)));
    found.push(await memory(stack));
  }
  agent.destroy();
  console.log(`answers: ${JSON.stringify(statuses)}`);
  console.log(`the gateway's memory, in MiB: ${found.map((mib) => mib.toFixed(1)).join(", ")}`);
  const grown = (found.at(-1) ?? NaN) - (found[1] ?? NaN);
  process.exitCode = statuses[200] === SESSIONS && grown <= MOST_MIB ? 0 : 1;
} finally {
  await stop();
}
