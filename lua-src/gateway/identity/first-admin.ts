import { decodeObject, numberField, textField } from "../../shared/json";
import { readFile } from "../../shared/read-file";
import { archiveGet } from "../archive/client";
import { logged } from "../guard";
import { condition, setCondition } from "../health/state";
import { text, valkey } from "../state/valkey";
import { writeUser, type User } from "./users";

/** The version of what is stored in Valkey; a gateway that does not know it touches nothing. */
export const SCHEMA_VERSION = "1";
const SCHEMA_KEY = "collimator:schema";
const RECORD = "/secrets/first-admin.json";
const EVERY_SECONDS = 1;

/** The first admin as `setup` has written it, with the first password already hashed. */
function readRecord(): User | undefined {
  const object = decodeObject(readFile(RECORD) ?? "");
  const name = object === undefined ? undefined : textField(object, "name");
  const password = object === undefined ? undefined : textField(object, "password");
  if (name === undefined || password === undefined) return undefined;
  return { name, role: "admin", password, mustChangePassword: true };
}

/** How many studies the archive holds; undefined where it does not say. */
function studyCount(): number | undefined {
  const [status, body] = archiveGet("/statistics", 3000);
  if (status !== 200) return undefined;
  const object = decodeObject(body);
  return object === undefined ? undefined : numberField(object, "CountStudies");
}

/** Makes the state of a new installation; also the last step of `admin reset`, for any user. */
export function writeFirstUser(user: User): boolean {
  const [, failure] = valkey(["MULTI"], writeUser(user), ["SET", SCHEMA_KEY, SCHEMA_VERSION], ["EXEC"]);
  if (failure === undefined) setCondition("ready");
  return failure === undefined;
}

/** An empty state: a new installation gets its admin; an archive that holds studies does not, silently. */
function begin(): void {
  const studies = studyCount();
  if (studies === undefined) return;
  const admin = studies === 0 ? readRecord() : undefined;
  if (admin === undefined) {
    if (condition() !== "lost") {
      ngx.log(ngx.ERR, "the archive holds studies, but the accounts are gone: run `collimator admin reset`");
    }
    setCondition("lost");
  } else if (writeFirstUser(admin)) {
    ngx.log(ngx.NOTICE, `first admin made: user=${admin.name} `);
  }
}

function look(): void {
  const [replies, failure] = valkey(["GET", SCHEMA_KEY]);
  if (replies === undefined) {
    ngx.log(ngx.WARN, "state unavailable: ", failure);
    return;
  }
  const version = text(replies[0]);
  if (version === SCHEMA_VERSION) setCondition("ready");
  else if (version === undefined) begin();
  else ngx.log(ngx.ERR, `the state has schema ${version}, this gateway knows ${SCHEMA_VERSION}: use its version`);
}

function again(premature: boolean): void {
  if (premature) return;
  logged(look);
  if (condition() !== "ready") ngx.timer.at(EVERY_SECONDS, again);
}

/** Looks, in one worker and until all is in order, whether there is an admin, and makes the first one. */
export function startFirstAdmin(): void {
  if (ngx.worker.id() === 0) ngx.timer.at(0, again);
}
