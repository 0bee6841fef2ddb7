/**
 * `npm run demo [-- folder]`: loads the DICOM files of a folder, or a generated phantom series, by STOW-RS as a user
 * whose name and password come from COLLIMATOR_USER and COLLIMATOR_PASSWORD or from the terminal.
 *
 * @module
 */
import { ask } from "./lib/ask";
import { dicomFiles, isFolder } from "./lib/dicom-files";
import { logIn, logOut, type NoSession, type Session, storeInstances } from "./lib/gateway-client";
import { phantomSeries } from "./lib/phantom";
import { complain, EX_CONFIG, EX_UNAVAILABLE, EX_USAGE, say } from "./lib/project";
import { readConfiguration } from "./lib/settings";

/** Bytes that one request holds at most, unless a single file is larger. */
const BATCH_BYTES = 32 * 1024 * 1024;
const EX_NOPERM = 77;

async function demo([folder, ...rest]: readonly string[]): Promise<number> {
  if (rest.length > 0 || (folder !== undefined && !isFolder(folder))) {
    complain("Usage: npm run demo [-- FOLDER], where FOLDER holds DICOM files.");
    return EX_USAGE;
  }
  const read = readConfiguration(process.env);
  if ("problems" in read) {
    for (const { code, sentence } of read.problems) complain(`${code}: ${sentence}`);
    return EX_CONFIG;
  }
  const { publicUrl, adminName } = read.configuration.settings;
  const user = process.env.COLLIMATOR_USER ?? (await ask(`Name (${adminName}): `));
  const password = process.env.COLLIMATOR_PASSWORD ?? (await ask("Password: ", true));
  if (user === undefined || password === undefined) {
    complain("Set COLLIMATOR_USER and COLLIMATOR_PASSWORD, or run this on a terminal.");
    return EX_USAGE;
  }
  const session = await logIn(publicUrl, user === "" ? adminName : user, password);
  if (typeof session === "string") {
    complain(sentences[session].replace("URL", publicUrl));
    return EX_NOPERM;
  }
  const phantom = phantomSeries({
    name: "demo",
    slices: 64,
    rows: 256,
    columns: 256,
    studyDescription: "Phantom demo",
  });
  const status = await load(session, folder === undefined ? phantom.files() : dicomFiles(folder));
  await logOut(session);
  return status;
}

const sentences: Record<NoSession, string> = {
  refused: "Name or password is wrong.",
  "password must be changed": "The first password has to be changed before it can be used: open URL/ and log in there.",
  "too many attempts": "Too many logins at once; wait a minute.",
  unavailable: "The gateway cannot check logins at the moment; see npm run logs.",
};

async function load(session: Session, files: Iterable<Buffer>): Promise<number> {
  let stored = 0;
  let failed = 0;
  for (const batch of batches(files)) {
    const answer = await storeInstances(session, batch);
    stored += answer.stored;
    failed += answer.failed;
  }
  if (stored + failed === 0) complain("There are no DICOM files in that folder.");
  else say(`${stored} images loaded, ${failed} refused: ${session.publicUrl}/`);
  return stored > 0 && failed === 0 ? 0 : 1;
}

function* batches(files: Iterable<Buffer>): Generator<Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length > 0 && bytes + file.length > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.length;
  }
  if (batch.length > 0) yield batch;
}

try {
  process.exitCode = await demo(process.argv.slice(2));
} catch (cause) {
  const because = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
  complain(`Loading failed: ${because}. Is the stack running (npm start)?`);
  process.exitCode = EX_UNAVAILABLE;
}
