import { randomUUID } from "node:crypto";
import { request, type ClientRequest } from "node:http";
import { afterEach, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";

const { url } = inject("stack");
const open: ClientRequest[] = [];

interface Begun {
  /** Undefined while it is open. */
  status: number | undefined;
  /** Whether the gateway has asked for the body. */
  wanted: boolean;
}

/** Begins an upload of a given length that sends nothing but its head. */
function begin(length: number, cookie: string): Begun {
  const answer: Begun = { status: undefined, wanted: false };
  const call = request(`${url}/pacs/studies`, {
    method: "POST",
    headers: {
      Cookie: cookie,
      Origin: url,
      "Content-Type": 'multipart/related; type="application/dicom"; boundary=b',
      "Content-Length": length,
      Expect: "100-continue",
    },
  });
  call.on("error", () => undefined);
  call.on("continue", () => {
    answer.wanted = true;
  });
  call.on("response", (response) => {
    answer.status = response.statusCode;
    response.resume();
  });
  call.flushHeaders();
  open.push(call);
  return answer;
}

const storeOne = async () => {
  const { files } = phantomSeries({ name: randomUUID(), slices: 1, rows: 16, columns: 16 });
  return storeInstances({ publicUrl: url, cookie: inject("session") }, [...files()]);
};

afterEach(() => {
  for (const call of open.splice(0)) call.destroy();
});

describe("uploads take turns", () => {
  test("who has no session takes nobody's turn", async () => {
    const refused = Array.from({ length: 20 }, () => begin(5000, ""));
    refused.push(begin(900_000_000, ""));
    await expect.poll(() => refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
    expect(await storeOne()).toEqual({ stored: 1, failed: 0 });
  });

  test("a small upload does not wait for a large one", async () => {
    const large = begin(200_000_000, inject("session"));
    await expect.poll(() => large.wanted).toBe(true);
    expect(await storeOne()).toEqual({ stored: 1, failed: 0 });
    expect(large.status).toBeUndefined();
  });

  test("a ninth small upload waits until one of eight has ended, and is then stored", async () => {
    const eight = Array.from({ length: 8 }, () => begin(5000, inject("session")));
    await expect.poll(() => eight.every(({ wanted }) => wanted)).toBe(true);
    let done = false;
    const ninth = storeOne().finally(() => (done = true));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(done).toBe(false);
    expect(eight.every(({ status }) => status === undefined)).toBe(true);
    open[0]?.destroy();
    expect(await ninth).toEqual({ stored: 1, failed: 0 });
  });
});
