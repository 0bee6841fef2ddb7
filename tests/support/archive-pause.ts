import { docker, until } from "./docker";
import type { Stack } from "./stack";

/**
 * Stops or continues the archive's process. What counts is how it is afterwards: Docker refuses to pause what is paused,
 * as a test leaves it that ran out of time.
 */
export async function setPaused({ project }: Stack, isPaused: boolean): Promise<void> {
  const archive = `${project}-orthanc-1`;
  await until(`the archive to be ${isPaused ? "paused" : "running"}`, async () => {
    // At once: requests that wait for the archive have so much less time.
    await docker(isPaused ? "pause" : "unpause", archive);
    const { stdout } = await docker("inspect", "-f", "{{.State.Paused}}", archive);
    return stdout.trim() === String(isPaused) ? true : undefined;
  });
}

/** The gateway's TCP sockets, a line each, as Linux's proc_net_tcp says. */
async function socketsOf({ project }: Stack): Promise<string[]> {
  const { stdout } = await docker("exec", `${project}-gateway-1`, "cat", "/proc/net/tcp", "/proc/net/tcp6");
  return stdout.split("\n");
}

/** Connections of the gateway to the archive's port, 8042. */
export async function connectionsToArchive(stack: Stack): Promise<number> {
  return (await socketsOf(stack)).filter((line) => /^ +\d+: \w+:\w+ \w+:1F6A 01 /.test(line)).length;
}

/** Sockets of the gateway's port, 8080: connections that the client has not closed (01), and the listening ones (0A). */
async function clientSockets(stack: Stack): Promise<{ readonly state: string; readonly unread: number }[]> {
  const ofClients = /^ +\d+: \w+:1F90 \w+:\w+ (01|0A) \w+:(\w+)/;
  return (await socketsOf(stack)).flatMap((line) => {
    const [, state, unread] = ofClients.exec(line) ?? [];
    return state === undefined ? [] : [{ state, unread: Number(`0x${unread}`) }];
  });
}

/** How many connections clients have at the gateway's port: none that is known there to be closed. */
export async function connectionsOfClients(stack: Stack): Promise<number> {
  return (await clientSockets(stack)).filter(({ state }) => state === "01").length;
}

/** Whether the gateway has at least so many connections at its port, and has read all that came by them. */
export async function hasRead(stack: Stack, connections: number): Promise<boolean> {
  const sockets = await clientSockets(stack);
  const established = sockets.filter(({ state }) => state === "01").length;
  // Of a listening socket it is how many connections nobody has accepted.
  return established >= connections && sockets.every(({ unread }) => unread === 0);
}
