import { PassThrough, Readable } from "node:stream";
import { expect, test, vi } from "vitest";
import { store } from "../../../../scripts/lib/import/store";

/** How the answer ends: by what it says, or without its end. */
let endAnswer: (answer: PassThrough) => void;

/** Stands for a request whose connection breaks when its answer has begun: the kernel decides which comes first. */
function brokenRequest(): PassThrough {
  const call = new PassThrough();
  const answer = Object.assign(new PassThrough(), { statusCode: 413, headers: {} });
  setImmediate(() => {
    call.emit("response", answer);
    call.destroy(new Error("write EPIPE"));
    call.once("close", () => endAnswer(answer));
  });
  return Object.assign(call, { setTimeout: () => call });
}

vi.mock("node:http", async (original) => ({ ...(await original<object>()), request: brokenRequest }));

test("an answer counts although the connection breaks before all of it was read", async () => {
  const file = { name: "a", size: 3, identity: "a", open: async () => Promise.resolve(Readable.from(["abc"])) };
  const part = { file, content: Buffer.from("abc"), identity: "a" };
  endAnswer = (answer) => answer.end('{"reason":"store-too-large"}');
  const said = await store({ url: "http://127.0.0.1:1", headers: {} }, [part]);
  expect(said).toEqual({ status: 413, retryAfter: null, text: '{"reason":"store-too-large"}' });
});

test("a connection that breaks within an answer is not taken for a file that cannot be read", async () => {
  const pieces = Array.from({ length: 10 }, () => Buffer.alloc(100_000));
  const file = { name: "a", size: 1_000_000, identity: "a", open: async () => Promise.resolve(Readable.from(pieces)) };
  endAnswer = (answer) => answer.destroy(new Error("aborted"));
  const said = await store({ url: "http://127.0.0.1:1", headers: {} }, [{ file, content: undefined, identity: "a" }]);
  expect(said).toEqual({ broken: true, cause: "aborted" });
});
