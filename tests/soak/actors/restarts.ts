/**
 * Restarts each container, by asking it to stop and by killing it, all in the first third of the run: afterwards the same
 * processes run to the end, and what grows in them shows.
 *
 * @module
 */
import { docker } from "../../support/docker";
import type { Disturbance } from "../disturbance";
import { count, violate } from "../findings";
import type { Random } from "../../support/random";
import { isOver, pause, type World } from "../world";

const CONTAINERS = ["gateway", "orthanc", "valkey"] as const;
const WELL_WITHIN_MS = 60_000;
/** So long after a restart there is none, so that everything can be seen to be right. */
const QUIET_MS = 8000;

async function command(...words: readonly string[]): Promise<void> {
  const { status, stderr } = await docker(...words);
  if (status !== 0) throw new Error(`docker ${words.join(" ")}: ${stderr}`);
}

/** Whether the gateway finds archive and state, and its own container is taken for healthy. */
async function isWell({ stack }: World): Promise<boolean> {
  return fetch(`${stack.url}/readyz`).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status === 200;
    },
    () => false,
  );
}

async function disturb(world: World, service: (typeof CONTAINERS)[number], isSudden: boolean): Promise<void> {
  const what = `${isSudden ? "kill" : "restart"} of ${service}`;
  const disturbance: Disturbance = { what, isSudden, begun: Date.now(), ended: undefined };
  world.disturbances.push(disturbance);
  const container = `${world.stack.project}-${service}-1`;
  if (isSudden) {
    await command("kill", "--signal", "KILL", container);
    await command("start", container);
  } else await command("restart", container);
  while (!(await isWell(world))) {
    if (Date.now() - disturbance.begun > WELL_WITHIN_MS) {
      violate(world.findings, "restart", `${what}: not well again`);
      break;
    }
    await pause(100);
  }
  disturbance.ended = Date.now();
  count(world.findings, "restarts");
  console.log(`${what}: well again after ${((disturbance.ended - disturbance.begun) / 1000).toFixed(1)} s`);
}

/** Each container in turn, in both ways, until the first third is nearly over. */
export async function restart(world: World, random: Random): Promise<void> {
  const last = world.begun + (world.end - world.begun) / 4;
  let turn = 0;
  await pause(5000);
  while (Date.now() < last && !isOver(world)) {
    const service = CONTAINERS[turn % CONTAINERS.length] ?? "gateway";
    await disturb(world, service, Math.floor(turn / CONTAINERS.length) % 2 === 1);
    turn += 1;
    await pause(QUIET_MS + random.int(2000));
  }
}
