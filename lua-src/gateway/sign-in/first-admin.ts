import { atOnceAndEvery } from "../timer";
import { decodeObject, numberField, textField, wholeField } from "../../shared/json";
import { readFile } from "../../shared/read-file";
import { SCHEMA_VERSION, STATE_SCHEMA_KEY } from "../../shared/state-schema";
import { archiveGet } from "../archive/client";
import { condition, setCondition } from "../health/health";
import { notice, report } from "../log";
import { migrate } from "../state/migrate";
import { text, transact, valkey } from "../state/valkey";
import { writeUser } from "../accounts/user-record";

const RECORD = "/secrets/first-admin.json";
const EVERY_SECONDS = 1;
/** `setup` runs just before the gateway starts: an older record belongs to a state that was lost since. */
const RECORD_LIFE_SECONDS = 900;

interface FirstUser {
  readonly name: string;
  /** As shared/password-hash writes it. */
  readonly password: string;
}

/** The first admin as `setup` has written it, with the first password already hashed. */
function readRecord(): FirstUser | undefined {
  const object = decodeObject(readFile(RECORD) ?? "");
  const name = object === undefined ? undefined : textField(object, "name");
  const password = object === undefined ? undefined : textField(object, "password");
  const createdAt = object === undefined ? undefined : numberField(object, "createdAt");
  if (name === undefined || password === undefined || createdAt === undefined) return undefined;
  if (ngx.time() - createdAt > RECORD_LIFE_SECONDS) return undefined;
  return { name, password };
}

/** How many studies the archive holds; undefined where it does not say. */
function studyCount(): number | undefined {
  const [status, body] = archiveGet("/statistics", 3000);
  if (status !== 200) return undefined;
  const object = decodeObject(body);
  return object === undefined ? undefined : wholeField(object, "CountStudies");
}

/** Makes the state of a new installation; also the last step of `admin reset`. */
export function writeFirstUser({ name, password }: FirstUser): boolean {
  const admin = writeUser(name, { ownRoles: "admin", password, mustChangePassword: true });
  const [, failure] = transact(admin, [["SET", STATE_SCHEMA_KEY, SCHEMA_VERSION]]);
  if (failure === undefined) setCondition("ready");
  return failure === undefined;
}

/** An empty state: a new installation gets its admin; an archive that holds studies does not, silently. */
function begin(): void {
  const studies = studyCount();
  if (studies === undefined) return;
  const admin = studies === 0 ? readRecord() : undefined;
  if (admin === undefined) {
    const why = studies === 0 ? "there is no first password that is new" : "the archive holds studies";
    if (condition() !== "lost") report(`there are no accounts, and ${why}: run \`collimator admin reset\``);
    setCondition("lost");
  } else if (writeFirstUser(admin)) {
    notice(`first admin made: user=${admin.name}`);
  }
}

function look(): void {
  const [replies, failure] = valkey(["GET", STATE_SCHEMA_KEY]);
  if (replies === undefined) {
    report(`state unavailable: ${failure}`);
    return;
  }
  const version = text(replies[0]);
  if (version === SCHEMA_VERSION) setCondition("ready");
  else if (version === undefined) begin();
  else if (version === "1") migrate();
  else {
    const said = `the state has schema ${version}, this gateway knows ${SCHEMA_VERSION}: use the version that wrote it`;
    if (condition() !== "unknown-schema") report(said);
    setCondition("unknown-schema");
  }
}

function lookUntilReady(): void {
  if (condition() !== "ready") look();
}

/** Looks, in one worker and until all is in order, whether there is an admin, and makes the first one. */
export function startFirstAdmin(): void {
  if (ngx.worker.id() === 0) atOnceAndEvery(EVERY_SECONDS, lookUntilReady);
}
