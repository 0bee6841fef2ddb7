import * as redis from "nginx.redis";
import { settings } from "../config/settings";

/** One command and its arguments. */
export type Command = readonly (string | number)[];

const TIMEOUT_MS = 2000;
const IDLE_MS = 60_000;
const POOL = 32;

/** Opens a connection, or takes one that is authenticated already from this worker's pool. */
function open(): LuaMultiReturn<[redis.Redis] | [undefined, string]> {
  const { valkeyHost, valkeyPort, valkeyPassword } = settings();
  const [client, noClient] = redis.new();
  if (client === undefined) return $multi(undefined, noClient ?? "no socket");
  client.set_timeout(TIMEOUT_MS);
  const [ok, failure] = client.connect(valkeyHost, valkeyPort);
  if (ok === undefined) return $multi(undefined, failure ?? "connect");
  if (client.get_reused_times() === 0) {
    const [reply, refused] = client.auth(valkeyPassword);
    if (reply !== "OK") return $multi(undefined, refused ?? "auth");
  }
  return $multi(client);
}

type Replied = LuaMultiReturn<[redis.Reply[], undefined?] | [undefined, string]>;

/** Words of a command at most: Lua hands a function some 8,000. A longer one is written as several, by `inParts`. */
const MOST_WORDS = 2000;

/**
 * Runs commands in one round trip and returns their replies in order; a reply of the "no value" kind is
 * undefined. On any failure the second result says what went wrong, and nothing is known of what was done.
 */
export function valkey(...commands: Command[]): Replied {
  return exchange(commands);
}

function exchange(commands: readonly Command[]): Replied {
  const [client, failure] = open();
  if (client === undefined) return $multi(undefined, failure);
  client.init_pipeline(commands.length);
  for (const command of commands) {
    const [name, ...args] = command;
    if (args.length >= MOST_WORDS) error(`too long a command: ${tostring(name)}`);
    const call = (client as unknown as Record<string, redis.Call>)[string.lower(tostring(name))];
    if (call === undefined) error(`no command ${tostring(name)}`);
    // Spread: at most MOST_WORDS.
    call.call(client, ...args);
  }
  const [replies, broken] = client.commit_pipeline();
  if (replies === undefined || type(replies) !== "table") {
    client.close();
    return $multi(undefined, broken ?? "no reply");
  }
  client.set_keepalive(IDLE_MS, POOL);
  return checked(replies as redis.Reply[], commands.length);
}

/** Commands of a round trip: Valkey holds the replies of a pipeline in memory. */
const AT_ONCE = 500;

/** The same for a list of any length, in as many round trips as it needs. */
export function valkeyMany(commands: readonly Command[]): Replied {
  const all: redis.Reply[] = [];
  for (let from = 0; from < commands.length; from += AT_ONCE) {
    const [replies, failure] = exchange(commands.slice(from, from + AT_ONCE));
    if (replies === undefined) return $multi(undefined, failure);
    for (const reply of replies) all.push(reply);
  }
  return $multi(all);
}

/** Runs lists of commands, of any length, as one: all of it or nothing. The last reply is the list of all others'. */
export function transact(...lists: (readonly Command[])[]): Replied {
  const commands: Command[] = [["MULTI"]];
  for (const list of lists) for (const command of list) commands.push(command);
  commands.push(["EXEC"]);
  return exchange(commands);
}

/** One command for a list of any length, as several: the same first words before some of the rest each time. */
export function inParts(first: Command, rest: readonly (string | number)[]): Command[] {
  const commands: Command[] = [];
  for (let from = 0; from < rest.length; from += AT_ONCE) {
    commands.push(first.concat(rest.slice(from, from + AT_ONCE)));
  }
  return commands;
}

/** A command's own error comes as `{false, message}`; ngx.null, a userdata, stands for no value. */
function checked(replies: redis.Reply[], count: number): Replied {
  const values: redis.Reply[] = [];
  for (const index of $range(1, count)) {
    const reply = replies[index - 1];
    if (type(reply) === "table" && (reply as redis.Reply[])[0] === false) {
      return $multi(undefined, tostring((reply as redis.Reply[])[1]));
    }
    values[index - 1] = type(reply) === "userdata" ? false : reply;
  }
  return $multi(values);
}

/** The reply, if it is text. */
export function text(reply: redis.Reply): string | undefined {
  return type(reply) === "string" ? (reply as string) : undefined;
}

/** The texts of a reply that is a list; none where it is something else. */
export function texts(reply: redis.Reply): string[] {
  return type(reply) === "table" ? (reply as string[]) : [];
}

/** The number in a reply, also where it is written as text; `fallback` where there is none. */
export function number(reply: redis.Reply, fallback: number): number {
  return tonumber(reply) ?? fallback;
}
