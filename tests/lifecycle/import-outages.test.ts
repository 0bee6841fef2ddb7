import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterEach, beforeAll, expect, inject, test } from "vitest";
import { uidOf } from "../../scripts/lib/uid";
import { docker, until } from "../support/docker";
import { testFolder, writeFiles } from "../support/folders";
import { resetAdmin, spendFirstPassword } from "../support/forms";
import { beginImport, linesOf } from "../support/import-command";
import { untilReady } from "../support/ready";
import { instance } from "../support/store-files";
import { makeToken } from "../support/tokens";

const stack = inject("stack");
const FILES = 1500;
let cookie = "";
let secret = "";

beforeAll(async () => {
  cookie = await spendFirstPassword(stack, await resetAdmin(stack));
  secret = (await makeToken(stack, stack.adminName, { permissions: ["upload"] })).secret;
});

/** Ends a part of the installation without a word; Docker starts it again. */
async function kill(service: string): Promise<void> {
  const { stdout } = await docker("inspect", "-f", "{{.State.Pid}}", `${stack.project}-${service}-1`);
  process.kill(Number(stdout.trim()), "SIGKILL");
}

afterEach(async () => {
  await untilReady(stack.url);
});

test.each([
  ["the archive", "orthanc"],
  ["Valkey", "valkey"],
  ["the gateway", "gateway"],
])("an import goes on by itself after %s was killed, and stores everything", async (_, service) => {
  const name = randomUUID();
  const [study, series] = [uidOf(`${name} study`), uidOf(`${name} series`)];
  const folder = testFolder();
  const files = Array.from({ length: FILES }, (__, number) => {
    const sopInstance = uidOf(`${name} ${number}`);
    return [`${number}.dcm`, instance({ patientId: name, study, series, sopInstance })] as const;
  });
  writeFiles(folder, Object.fromEntries(files));
  const journal = join(testFolder(), "journal");
  const words = ["--url", stack.url, "--journal", journal, folder];
  const { ended } = beginImport(words, { COLLIMATOR_TOKEN: secret });
  await until("some files in the journal", async () => Promise.resolve(linesOf(journal) > 100 ? true : undefined));
  await kill(service);
  const { status, stdout, stderr } = await ended;
  expect([stderr, status]).toEqual(["", 0]);
  expect(stdout).toContain(`${FILES.toLocaleString("en")} files stored, 0 refused`);
  await untilReady(stack.url);
  const answer = await fetch(`${stack.url}/pacs/studies?StudyInstanceUID=${study}&includefield=00201208`, {
    headers: { Cookie: cookie },
  });
  const [found] = (await answer.json()) as Record<string, { Value?: unknown[] }>[];
  expect(found?.["00201208"]?.Value).toEqual([FILES]);
});
