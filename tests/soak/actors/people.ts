/**
 * Who reads: people whose sessions come and go, somebody whose role is taken away and given back, people who may not
 * read, and nobody at all.
 *
 * @module
 */
import { control } from "../../support/control";
import { ADMIN_PASSWORD, logIn } from "../../support/forms";
import { makePerson, PASSWORD, type Person } from "../../support/people";
import type { Stack } from "../../support/stack";
import { isDisturbed } from "../disturbance";
import { count, violate } from "../findings";
import { beginChange, startHistory } from "../history";
import type { Random } from "../../support/random";
import { type Access, ask, isOver, isRefusal, pause, type Visitor, type World } from "../world";

/** Logged-out sessions that go on being tried. */
const OLD_SESSIONS = 3;
/** A password is asked for again after a quarter of an hour. */
const FRESH_MS = 10 * 60_000;

const visitor = (cookie: string, access: Access): Visitor => ({ cookie, access: startHistory<Access>(access) });

/** Those who are there at the beginning. */
export interface People {
  readonly viewers: readonly Person[];
  readonly turncoat: Person;
  readonly contributor: Person;
  readonly visitors: Visitor[];
}

export async function invite(stack: Stack): Promise<People> {
  const [first, second, turncoat, contributor, uploader] = [
    await makePerson(stack, "viewer"),
    await makePerson(stack, "viewer"),
    await makePerson(stack, "viewer"),
    await makePerson(stack, "contributor"),
    await makePerson(stack, "uploader"),
  ];
  const viewers = [first, second];
  // A viewer counts several times, so that most requests are answered.
  const readers = [...viewers, ...viewers, ...viewers].map(({ cookie }) => visitor(cookie, "reader"));
  const strangers = [visitor(uploader.cookie, "nobody"), visitor("", "gone")];
  return { viewers, turncoat, contributor, visitors: [...readers, visitor(turncoat.cookie, "reader"), ...strangers] };
}

/** Logs in until it is let in; undefined at the end of the run. */
async function enter(world: World, user: string, password: string): Promise<string | undefined> {
  while (!isOver(world)) {
    const begun = Date.now();
    const answer = await logIn(world.stack, password, { user }).catch(() => undefined);
    if (answer?.status === 303 && answer.cookie !== undefined) return answer.cookie;
    if (!isDisturbed(world.disturbances, begun, Date.now())) {
      violate(world.findings, "refusal", `login of ${user}: ${answer?.status ?? "no answer"}`);
    }
    await pause(500);
  }
  return undefined;
}

/** A viewer logs in, reads for some seconds and logs out, again and again. */
export async function comeAndGo(world: World, { name }: Person, random: Random): Promise<void> {
  const old: Visitor[] = [];
  while (!isOver(world)) {
    const cookie = await enter(world, name, PASSWORD);
    if (cookie === undefined) return;
    const guest = visitor(cookie, "reader");
    world.visitors.push(guest);
    await pause(2000 + random.int(6000));
    const change = beginChange<Access>(guest.access, "gone", "access");
    for (;;) {
      const answer = await ask(world, cookie, "/logout", { method: "POST" });
      if (answer.status === 303) break;
      if (!isRefusal(world, answer, "POST /logout"))
        violate(world.findings, "refusal", `POST /logout: ${answer.status}`);
      if (isOver(world)) return;
      await pause(500);
    }
    change.answered = Date.now();
    count(world.findings, "logouts");
    old.push(guest);
    if (old.length > OLD_SESSIONS) world.visitors.splice(world.visitors.indexOf(old.shift() ?? guest), 1);
  }
}

/** Takes somebody's role away, and gives it back. */
export async function changeSides(world: World, { name, cookie }: Person, random: Random): Promise<void> {
  const who = world.visitors.find((one) => one.cookie === cookie);
  for (let turn = 1; who !== undefined && !isOver(world); turn += 1) {
    await pause(3000 + random.int(4000));
    const isReader = turn % 2 === 0;
    const change = beginChange<Access>(who.access, isReader ? "reader" : "nobody", "access");
    for (;;) {
      const call = { name, roles: isReader ? ["viewer"] : [] };
      const { status } = await control(world.stack, "/users/roles", call).catch(() => ({ status: 0 }));
      if (status === 200) break;
      if (isOver(world)) return;
      await pause(500);
    }
    change.answered = Date.now();
    count(world.findings, "roles taken or given");
  }
}

/** The admin's session, with a password that is never too old for deletions. */
export function stayFresh(world: World, first: string): () => string {
  let [cookie, since] = [first, Date.now()];
  let isUnderWay = false;
  return () => {
    if (Date.now() - since > FRESH_MS && !isUnderWay) {
      isUnderWay = true;
      void enter(world, world.stack.adminName, ADMIN_PASSWORD).then((next) => {
        if (next !== undefined) [cookie, since] = [next, Date.now()];
        isUnderWay = false;
      });
    }
    return cookie;
  };
}
