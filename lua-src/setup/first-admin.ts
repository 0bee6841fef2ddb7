import { hashPassword } from "../shared/password-hash";
import { randomPassword } from "../shared/random-password";
import type { Settings } from "../shared/settings/settings";
import { STATE_SCHEMA_KEY } from "../shared/state-schema";
import { fileHolds, listFolder, removeFile, writeFile, places } from "./files";
import { toJson } from "./json";

const RECORD = `${places.gateway}/first-admin.json`;

/**
 * - `kept`: the state has been written before; people and passwords are in there.
 * - `made`: this is the first start. `generated` is the password if none was given.
 * - `lost`: there are images without state. Whoever starts the stack now is not necessarily who owned them, so nobody
 *   becomes admin by starting it.
 */
export type FirstAdmin =
  { readonly outcome: "kept" | "lost" } | { readonly outcome: "made"; readonly generated: string | undefined };

/** Makes the record of the first admin where that is right, and removes it where it would be wrong. */
export function firstAdmin(settings: Settings): FirstAdmin {
  if (stateHasAccounts()) {
    // The first password was used, or somebody has reset it: it must never count again.
    removeFile(RECORD);
    return { outcome: "kept" };
  }
  if (holdsImages()) {
    removeFile(RECORD);
    return { outcome: "lost" };
  }
  const generated = settings.adminPassword === "" ? randomPassword() : undefined;
  const record = toJson([
    ["name", settings.adminName],
    ["password", hashPassword(generated ?? settings.adminPassword)],
    ["createdAt", os.time()],
  ]);
  writeFile(RECORD, record);
  return { outcome: "made", generated };
}

/**
 * Whether the gateway has written accounts: its schema key then stands in Valkey's append-only files, as plain text
 * in commands and, being short, uncompressed in a snapshot.
 */
function stateHasAccounts(): boolean {
  const folder = `${places.state}/appendonlydir`;
  return listFolder(folder).some((name) => fileHolds(`${folder}/${name}`, STATE_SCHEMA_KEY));
}

/** Orthanc's storage puts attachments into folders that are named by two hexadecimal digits. */
function holdsImages(): boolean {
  return listFolder(places.archive).some((name) => name.length === 2 && tonumber(name, 16) !== undefined);
}
