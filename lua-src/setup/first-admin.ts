import { hashPassword } from "../shared/password-hash";
import { randomPassword } from "../shared/random-password";
import type { Settings } from "../shared/settings/types";
import { listFolder, removeFile, writeFile } from "./files";
import { toJson } from "./json";
import { places } from "./places";

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
  if (listFolder(`${places.state}/appendonlydir`).length > 0) return { outcome: "kept" };
  if (holdsImages()) {
    removeFile(RECORD);
    return { outcome: "lost" };
  }
  const generated = settings.adminPassword === undefined ? randomPassword() : undefined;
  const record = toJson([
    ["name", settings.adminName],
    ["password", hashPassword(settings.adminPassword ?? generated ?? "")],
    ["createdAt", os.time()],
  ]);
  writeFile(RECORD, record);
  return { outcome: "made", generated };
}

/** Orthanc's storage puts attachments into folders that are named by two hexadecimal digits. */
function holdsImages(): boolean {
  return listFolder(places.archive).some((name) => name.length === 2 && tonumber(name, 16) !== undefined);
}
