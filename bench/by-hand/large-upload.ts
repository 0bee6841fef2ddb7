/**
 * One instance of 1 GB by STOW-RS, by hand (`npm run check:large-upload`): it is stored with the least memory that
 * `setup` accepts for Orthanc, its frames come back with the same checksum, and neither the gateway's workers nor its
 * disk grow with it. Prints the figures; status 1 where a bound is broken.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { request } from "node:http";
import { formatSize, leastArchiveMemory } from "../../lua-src/shared/settings/size";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { docker } from "../../tests/support/docker";
import { spendFirstPassword } from "../../tests/support/forms";
import { startStack, type Stack } from "../../tests/support/stack";

const FRAMES = 512;
const FRAME_BYTES = 2 * 1024 * 1024;
const UPLOAD_LIMIT = 1100 * 1024 * 1024;
const WORKER_GROWTH_LIMIT = 64 * 1024;
const BOUNDARY = "large";

const uid = (tail: string): string => `2.25.${BigInt(`0x${randomBytes(8).toString("hex")}`)}.${tail}`;
const study = uid("1");
const series = uid("2");
const instance = uid("3");

/** The head of a DICOM file whose pixel data, 1 GB of it, follows. */
function fileHead(): Buffer {
  const us = (tag: number, value: number): Element => ({ tag, vr: "US", value: [value] });
  const text = (tag: number, vr: string, value: string): Element => ({ tag, vr, value });
  const small = writeInstance([
    text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7.3"),
    text(0x00080018, "UI", instance),
    text(0x00080060, "CS", "OT"),
    text(0x00100010, "PN", "Large^Upload"),
    text(0x00100020, "LO", "LARGE"),
    text(0x0020000d, "UI", study),
    text(0x0020000e, "UI", series),
    us(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    text(0x00280008, "IS", String(FRAMES)),
    us(0x00280010, 1024),
    us(0x00280011, 1024),
    us(0x00280100, 16),
    us(0x00280101, 16),
    us(0x00280102, 15),
    us(0x00280103, 0),
  ]);
  const pixelData = Buffer.from("e07f10004f570000", "hex");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(FRAMES * FRAME_BYTES);
  return Buffer.concat([small, pixelData, length]);
}

/** Resident memory of the largest nginx worker and what lies in the gateway's writable folders, both in kB. */
async function gatewayUse(stack: Stack): Promise<{ worker: number; disk: number }> {
  const command = "grep -h VmRSS /proc/[0-9]*/status; du -sk /tmp /run/collimator";
  const { stdout } = await docker("exec", `${stack.project}-gateway-1`, "sh", "-c", command);
  const workers = [...stdout.matchAll(/VmRSS:\s+(\d+) kB/g)].map(([, kilobytes]) => Number(kilobytes));
  const folders = [...stdout.matchAll(/^(\d+)\s+\//gm)].map(([, kilobytes]) => Number(kilobytes));
  return { worker: Math.max(0, ...workers), disk: folders.reduce((sum, size) => sum + size, 0) };
}

async function upload(stack: Stack, cookie: string, frame: Buffer): Promise<{ status: number; sum: string }> {
  const head = Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const file = fileHead();
  const length = head.length + file.length + FRAMES * FRAME_BYTES + tail.length;
  const hash = createHash("sha256").update(file);
  return new Promise((resolve, reject) => {
    const call = request(`${stack.url}/pacs/studies`, {
      method: "POST",
      headers: {
        Cookie: cookie,
        Origin: stack.url,
        "Content-Type": `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`,
        "Content-Length": length,
      },
    });
    call.on("error", reject);
    call.on("response", (response) => {
      response.resume();
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, sum: hash.digest("hex") });
      });
    });
    call.write(head);
    call.write(file);
    let sent = 0;
    const more = (): void => {
      while (sent < FRAMES) {
        sent += 1;
        hash.update(frame);
        if (!call.write(frame)) return void call.once("drain", more);
      }
      call.end(tail);
    };
    more();
  });
}

/**
 * Retrieves the frames and hashes the file that they belong to. As a whole it would take more of the least memory than
 * one request may have (ADR 0026).
 */
async function retrieve(stack: Stack, cookie: string): Promise<string> {
  const path = `/pacs/studies/${study}/series/${series}/instances/${instance}/frames`;
  const Accept = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
  const hash = createHash("sha256").update(fileHead());
  for (let frame = 1; frame <= FRAMES; frame += 1) {
    const answer = await fetch(`${stack.url}${path}/${frame}`, { headers: { Cookie: cookie, Accept } });
    if (answer.status !== 200) throw new Error(`retrieving frame ${frame} answered ${answer.status}`);
    const body = Buffer.from(await answer.arrayBuffer());
    const start = body.indexOf("\r\n\r\n") + 4;
    hash.update(body.subarray(start, start + FRAME_BYTES));
  }
  return hash.digest("hex");
}

async function check(stack: Stack, memory: number): Promise<boolean> {
  const cookie = await spendFirstPassword(stack, stack.firstPassword);
  const before = await gatewayUse(stack);
  let most = before;
  const watching = new AbortController();
  const watch = (async () => {
    while (!watching.signal.aborted) {
      const now = await gatewayUse(stack);
      most = { worker: Math.max(most.worker, now.worker), disk: Math.max(most.disk, now.disk) };
    }
  })();
  const begin = Date.now();
  const { status, sum } = await upload(stack, cookie, randomBytes(FRAME_BYTES));
  const seconds = (Date.now() - begin) / 1000;
  const same = status === 200 && (await retrieve(stack, cookie)) === sum;
  watching.abort();
  await watch;
  const restarts = (await docker("inspect", "-f", "{{.RestartCount}}", `${stack.project}-orthanc-1`)).stdout.trim();
  const growth = most.worker - before.worker;
  console.log(
    `stored with status ${status} in ${seconds} s; ORTHANC_MEMORY ${formatSize(memory)}, restarts: ${restarts}`,
  );
  console.log(`checksum ${same ? "equal" : "DIFFERS"}`);
  console.log(`largest nginx worker: ${before.worker} kB before, ${most.worker} kB at most (growth ${growth} kB)`);
  console.log(`gateway's writable folders: ${before.disk} kB before, ${most.disk} kB at most`);
  return same && restarts === "0" && growth < WORKER_GROWTH_LIMIT && most.disk - before.disk < 1024;
}

const memory = leastArchiveMemory(UPLOAD_LIMIT);
const { stack, stop } = await startStack(process.cwd(), "large", {
  UPLOAD_LIMIT: formatSize(UPLOAD_LIMIT),
  ORTHANC_MEMORY: formatSize(memory),
});
try {
  process.exitCode = (await check(stack, memory)) ? 0 : 1;
} finally {
  await stop();
}
