/**
 * The process of all who mean harm, so that the person whose waiting is measured shares no event loop with them. It gets
 * its target as a message, and answers with counts when its time is over.
 *
 * @module
 */
import { setPriority } from "node:os";
import { startSender } from "../../support/c-store-sender";
import type { Stack } from "../../support/stack";
import { ACTORS, ATTACKS, type Send, type Target } from "./attacks";

/** What the process is told. */
export interface Orders {
  readonly stack: Stack;
  readonly target: Target;
  /** In milliseconds since 1970. */
  readonly end: number;
}

/** How often each attack was made; those that failed by themselves, with their errors. */
export interface Deeds {
  readonly counts: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

/** They would come from machines of their own. */
const NICE = 10;
const PAUSE_MS = 200;

async function attack(target: Target, send: Send, end: number): Promise<Deeds> {
  const counts: Record<string, number> = {};
  const errors: string[] = [];
  const act = async (names: readonly string[]): Promise<void> => {
    for (let turn = 0; Date.now() < end; turn += 1) {
      const name = names[turn % names.length] ?? "";
      await ATTACKS[name]?.(target, send).catch((error: unknown) => errors.push(`${name}: ${String(error)}`));
      counts[name] = (counts[name] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  await Promise.all(Object.values(ACTORS).map(act));
  return { counts, errors };
}

process.once("message", ({ stack, target, end }: Orders) => {
  setPriority(NICE);
  void (async () => {
    const sender = await startSender(stack, process.pid);
    const deeds = await attack(target, sender.send, end);
    await sender.close();
    process.send?.(deeds, () => process.exit(0));
  })();
});
