import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const GIB = 1024 ** 3;

test.each([
  [undefined, null],
  [71 * GIB, null],
  [5 * GIB, null],
  [5 * GIB - 1, "4.9 GiB are free; below ARCHIVE_MIN_FREE, 1 GiB, nothing is stored"],
  [GIB, "1 GiB are free; below ARCHIVE_MIN_FREE, 1 GiB, nothing is stored"],
  [GIB - 1, "1023 MiB are free, less than ARCHIVE_MIN_FREE: nothing is stored"],
  [0, "0 MiB are free, less than ARCHIVE_MIN_FREE: nothing is stored"],
])("with %s bytes free, the operator's message is: %s", async (free, warning) => {
  const told = await callLua("gateway.archive.disk", "roomWarning", ...(free === undefined ? [] : [free]));
  expect(told[0] ?? null).toBe(warning);
});
