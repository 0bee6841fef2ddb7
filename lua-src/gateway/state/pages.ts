import { texts, valkey, valkeyMany, type Command } from "./valkey";

/**
 * Sorted sets of which nobody knows how long they are, read and emptied in pages: neither Valkey, nor a worker, nor Lua's
 * stack ever holds one whole.
 *
 * @module
 */
const PAGE = 500;

/** Members by rank, at most 500; undefined, and why, where the state does not answer. */
export function membersFrom(
  key: string,
  rank: number,
  most = PAGE,
): LuaMultiReturn<[string[], undefined?] | [undefined, string]> {
  const [replies, failure] = valkey(["ZRANGE", key, rank, rank + math.min(most, PAGE) - 1]);
  if (replies === undefined) return $multi(undefined, failure);
  return $multi(texts(replies[0]));
}

/**
 * Runs the commands that `commandsOf` gives for each member, which have to take it off the set, until there is none left.
 * Returns why where the state does not answer.
 */
export function emptySet(key: string, commandsOf: (member: string) => readonly Command[]): string | undefined {
  for (;;) {
    const [members, failure] = membersFrom(key, 0);
    if (members === undefined) return failure;
    if (members.length === 0) return undefined;
    const [, broken] = valkeyMany(members.flatMap((member) => commandsOf(member)));
    if (broken !== undefined) return broken;
  }
}

/**
 * Keeps the members of the highest scores: of the others, at most 500 at a time go, with what `commandsOf` gives for each.
 * Returns those that went; undefined, and why, where the state does not answer.
 */
export function trimSet(
  key: string,
  most: number,
  commandsOf: (member: string) => readonly Command[],
): LuaMultiReturn<[string[], undefined?] | [undefined, string]> {
  const [replies, failure] = valkey(["ZRANGE", key, most, most + PAGE - 1, "REV"]);
  if (replies === undefined) return $multi(undefined, failure);
  const members = texts(replies[0]);
  const [, broken] = valkeyMany(members.flatMap((member) => commandsOf(member).concat([["ZREM", key, member]])));
  if (broken !== undefined) return $multi(undefined, broken);
  return $multi(members);
}
