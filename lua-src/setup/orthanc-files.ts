import { userOf } from "../shared/policy/scopes";
import type { Settings } from "../shared/settings/settings";
import { writeFile, places } from "./files";
import { toJson, type Field } from "./json";
import type { ScopeSecret } from "./secrets";

/** The part of Orthanc's configuration that depends on settings; the rest is in orthanc/. */
export function writeOrthancFiles(settings: Settings, passwords: readonly ScopeSecret[]): void {
  const content = toJson([
    ["Name", "Collimator"],
    ["DicomAet", settings.dicomAet],
    ["ArchiveMinFree", settings.archiveMinFreeBytes],
    ["RegisteredUsers", passwords.map(({ scope, password }): Field => [userOf(scope), password])],
  ]);
  writeFile(`${places.orthanc}/generated.json`, content);
}
