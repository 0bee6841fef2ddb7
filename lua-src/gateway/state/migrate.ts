import { SCHEMA_VERSION, STATE_SCHEMA_KEY } from "../../shared/state-schema";
import { notice } from "../log";
import { underLock } from "./lock";
import { type Command, text, texts, transact, valkey } from "./valkey";

const PREFIX = "user:";
const AT_ONCE = 1000;

/** The names of all users of version 1, which has no list of them; undefined where the state does not answer. */
function names(): string[] | undefined {
  const found: Record<string, true> = {};
  let cursor = "0";
  do {
    const [replies] = valkey(["SCAN", cursor, "MATCH", `${PREFIX}*`, "COUNT", AT_ONCE]);
    if (replies === undefined) return undefined;
    const [next, keys] = replies[0] as [string, string[]];
    // A scan may give a key twice.
    for (const key of keys) found[string.sub(key, PREFIX.length + 1)] = true;
    cursor = next;
  } while (cursor !== "0");
  return Object.keys(found);
}

/** Version 1 to 2: the one role becomes a list of roles, and the users are listed. All of it or nothing. */
function fromOne(): boolean {
  const users = names();
  if (users === undefined) return false;
  const commands: Command[] = [];
  for (const name of users) {
    const [replies] = valkey(["HMGET", PREFIX + name, "role"]);
    if (replies === undefined) return false;
    const role = text(texts(replies[0])[0]);
    if (role === undefined) continue;
    commands.push(["HSET", PREFIX + name, "roles", role, "disabled", "0"], ["HDEL", PREFIX + name, "role"]);
    commands.push(["ZADD", "users", 0, name]);
  }
  commands.push(["SET", STATE_SCHEMA_KEY, SCHEMA_VERSION]);
  const [, failure] = transact(commands);
  if (failure === undefined) notice("state migrated", { from: "1", to: SCHEMA_VERSION, users: users.length });
  return failure === undefined;
}

/**
 * Brings a state of an earlier version to this one's, once, whoever else tries at the same time. Whether it did is
 * seen by the version that is read next.
 */
export function migrate(): void {
  underLock("migration", () => {
    const [replies] = valkey(["GET", STATE_SCHEMA_KEY]);
    if (replies !== undefined && text(replies[0]) === "1") fromOne();
  });
}
