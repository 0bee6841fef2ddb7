import { createConnection, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, inject, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { beginStoring } from "../support/dimse";
import { docker, until } from "../support/docker";

const stack = inject("stack");
/** What Orthanc is given at a time, and of one address: scripts/docker/orthanc-dicom-door.c. */
const MOST_OF_ADDRESS = 4;

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** A connection to the DICOM port that says no more than this. */
async function connect(said: Buffer = Buffer.alloc(0)): Promise<void> {
  const socket = createConnection({ port: stack.dicomPort, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  open.push(socket);
  await once(socket, "connect");
  socket.write(said);
}

/** Whether a C-ECHO is answered within five seconds: from this machine, or from an address of its own. */
async function isEchoed(from: "here" | "elsewhere"): Promise<boolean> {
  const place = from === "here" ? "host" : `${stack.project}_archive`;
  const peer = from === "here" ? ["127.0.0.1", String(stack.dicomPort)] : ["orthanc", "4242"];
  const echo = ["echoscu", "-to", "5", "-ta", "5", "-td", "5", "-aec", stack.aet, ...peer];
  return (await docker("run", "--rm", "--network", place, imageName("dicom-tools"), ...echo)).status === 0;
}

describe("the DICOM port", () => {
  test("the DICOM port serves others while connections stay silent or stop halfway through a request", async () => {
    const half = Buffer.from([1, 0, 0, 0, 1, 0, 0, 1]);
    for (let count = 0; count < 40; count += 1) await connect();
    for (let count = 0; count < 40; count += 1) await connect(half);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await isEchoed("here")).toBe(true);
  });

  test("the DICOM port serves other addresses while one address holds all the associations it can get", async () => {
    for (let count = 0; count < MOST_OF_ADDRESS + 2; count += 1) {
      open.push(await beginStoring({ port: stack.dicomPort, aet: stack.aet }));
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await isEchoed("elsewhere")).toBe(true);
    for (const socket of open.splice(0)) socket.destroy();
    await until("the address to be served again", async () => ((await isEchoed("here")) ? true : undefined));
  });
});
