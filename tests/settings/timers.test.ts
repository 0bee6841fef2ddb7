import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import { docker, until } from "../support/docker";
import { spendFirstPassword } from "../support/forms";
import { type Stack, startStack } from "../support/stack";
import { askValkey } from "../support/valkey";

let stack: Stack;
let stop: () => Promise<void>;

beforeAll(async () => {
  const few = ["tests/settings/compose.few-connections.yml"];
  ({ stack, stop } = await startStack(process.cwd(), "timers", {}, few));
  await spendFirstPassword(stack, stack.firstPassword);
});
afterAll(async () => stop());

/** Whether the gateway goes on to follow the archive's changes: the key says who has done so in this second. */
async function follows(): Promise<true | undefined> {
  return (await askValkey(stack, "EXISTS", "epoch:turn")) === "1" ? true : undefined;
}

/**
 * Opens more connections than there are, each with half a header: at the gateway's own address, since Docker's proxy in
 * front of a published port closes its own. One after the other: nginx gives up those that have sent nothing yet.
 */
async function openAll(): Promise<Socket[]> {
  const networks = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
  const { stdout } = await docker("inspect", "--format", networks, `${stack.project}-gateway-1`);
  const host = stdout.trim().split(" ").at(-1) ?? "";
  const sockets: Socket[] = [];
  for (let at = 0; at < 600; at += 1) {
    const socket = connect(8080, host);
    sockets.push(socket);
    await new Promise((resolve) => {
      socket.on("error", resolve);
      socket.on("close", resolve);
      socket.on("connect", () => socket.write("GET /login HTTP/1.1\r\nX: ", resolve));
    });
  }
  return sockets;
}

test("the gateway's timers continue after a client without a session has taken all connections", async () => {
  await until("the changes to be followed", follows);
  const sockets = await openAll();
  await until("a timer without a connection", async () => {
    const { stderr } = await docker("logs", `${stack.project}-gateway-1`);
    return stderr.includes("could not create fake connection") ? true : undefined;
  });
  // Longer than all intervals that matter here: each timer is due meanwhile.
  await setTimeout(3000);
  for (const socket of sockets) socket.destroy();
  await until("the changes to be followed again", follows);
});
