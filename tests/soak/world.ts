import type { Stack } from "../support/stack";
import type { Slot, Study } from "./archive";
import { type Answer, send } from "./client";
import { type Disturbance, isDisturbed } from "./disturbance";
import { count, type Findings, violate } from "./findings";
import { type History, possible } from "./history";

/** What a cookie gives: everything under /pacs, refusal for want of the permission, or refusal for want of a session. */
export type Access = "reader" | "nobody" | "gone";

/** Somebody with a cookie. */
export interface Visitor {
  readonly cookie: string;
  readonly access: History<Access>;
}

/** All that the actors of a run share. */
export interface World {
  readonly stack: Stack;
  readonly seed: number;
  /** When the run began and when it is to end, in milliseconds since 1970. */
  readonly begun: number;
  readonly end: number;
  readonly findings: Findings;
  readonly disturbances: Disturbance[];
  readonly studies: Study[];
  /** One that stays, with so many frames that the cache has no room for all of them. */
  readonly large: Study;
  /** Those that have been written last. */
  readonly recent: Study[];
  readonly visitors: Visitor[];
}

export const isOver = ({ end }: World): boolean => Date.now() >= end;

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Sends a request to the gateway with a cookie; one that changes something with its Origin. */
export async function ask({ stack }: World, cookie: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (cookie !== "") headers.set("Cookie", cookie);
  if (init.method !== undefined) headers.set("Origin", stack.url);
  return send(stack.url + path, { ...init, headers });
}

/**
 * Whether an answer is none because something is away or has just been, which is counted; one that is none otherwise is
 * a violation.
 */
export function isRefusal(
  world: World,
  { status, begun, ended, failure, headers, body }: Answer,
  what: string,
): boolean {
  if (status !== 0 && status < 500) return false;
  if (isDisturbed(world.disturbances, begun, ended)) {
    count(world.findings, "refusals during restarts");
    return true;
  }
  const said = headers.get("content-type") === "application/problem+json" ? body.toString() : "";
  violate(world.findings, "refusal", `${what}: ${status || failure} after ${ended - begun} ms ${said}`);
  return true;
}

/** What a slot may be seen to hold in the time of an answer. */
export function allowed(
  world: World,
  slot: Slot,
  answer: Answer,
): ReturnType<typeof possible<Slot["history"][0]["value"]>> {
  return possible(slot.history, answer, world.disturbances);
}
