/**
 * What an answer has to be, for who has asked and when.
 *
 * @module
 */
import type { Answer } from "./client";
import { isDisturbed } from "./disturbance";
import { count, violate } from "./findings";
import { possible } from "./history";
import type { Reading } from "./readings/reading";
import { type Access, allowed, ask, isRefusal, type Visitor, type World } from "./world";

const REFUSALS: Readonly<Record<number, Access | undefined>> = { 401: "gone", 403: "nobody" };

/** Whether an answer is right for who has asked; true where its body is to be looked at. */
function judgeAccess(world: World, { access }: Visitor, answer: Answer, what: string): boolean {
  const may = possible(access, answer, world.disturbances);
  const refused = REFUSALS[answer.status];
  const isProblem = answer.headers.get("content-type") === "application/problem+json";
  if (refused !== undefined) {
    if (!may.includes(refused)) violate(world.findings, "access", `${what}: ${answer.status} for ${may.join(" or ")}`);
    else if (!isProblem) violate(world.findings, "access", `${what}: a body with ${answer.status}`);
    count(world.findings, `refused for want of access (${answer.status})`);
    return false;
  }
  if (may.includes("reader")) return true;
  // Neither body nor the knowledge that there is none.
  violate(world.findings, "access", `${what}: ${answer.status} for ${may.join(" or ")}`);
  return false;
}

/**
 * Whether something that the answer depends on was being deleted meanwhile: Orthanc then fails where it finds no file
 * for what stands in its index still, and a frame whose file goes while it is read breaks off.
 */
function isRaced(world: World, { slots }: Reading, answer: Answer): boolean {
  return slots.some((slot) => {
    const may = allowed(world, slot, answer);
    return may.length > 1 && may.includes(undefined);
  });
}

function reasonOf({ headers, body }: Answer): string {
  if (headers.get("content-type") !== "application/problem+json") return "";
  return (JSON.parse(body.toString()) as { readonly reason?: string }).reason ?? "";
}

function judge(world: World, visitor: Visitor, reading: Reading, answer: Answer): void {
  const { findings } = world;
  const what = `GET ${reading.path} (${reading.kind}) from ${answer.begun - world.begun} to ${answer.ended - world.begun} ms`;
  const isAway = isDisturbed(world.disturbances, answer.begun, answer.ended);
  if (!isAway && ![200, 204, 401, 403, 404].includes(answer.status) && isRaced(world, reading, answer)) {
    const how = answer.status === 0 ? "broken off" : "refused";
    count(findings, `${how} while being deleted (${answer.status} ${reasonOf(answer)})`);
    return;
  }
  if (isRefusal(world, answer, what) || !judgeAccess(world, visitor, answer, what)) return;
  if (![200, 204, 404].includes(answer.status)) {
    return violate(findings, "refusal", `${what}: ${answer.status} ${answer.body.subarray(0, 200).toString()}`);
  }
  if (answer.status === 200 && answer.headers.get("cache-control") !== "private, no-store") {
    violate(findings, "body", `${what}: Cache-Control ${answer.headers.get("cache-control")}`);
  }
  const wrong = reading.judge(world, answer);
  const during = isAway ? " while something was away" : "";
  const isHit = answer.status === 200 && answer.headers.get("server-timing") === null;
  if (wrong !== undefined) violate(findings, "body", `${what}, ${isHit ? "kept" : "fresh"}${during}: ${wrong}`);
  count(findings, answer.status === 200 ? "bodies checked" : "absences checked");
  count(findings, `  ${reading.kind}`);
  if (isHit) count(findings, "from the cache");
}

/** Asks, and judges the answer. */
export async function readAs(world: World, visitor: Visitor, reading: Reading): Promise<void> {
  const headers = { Accept: reading.accept };
  judge(world, visitor, reading, await ask(world, visitor.cookie, `/pacs${reading.path}`, { headers }));
}
