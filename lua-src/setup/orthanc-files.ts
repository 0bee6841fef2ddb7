import type { Settings } from "../shared/settings/types";
import { writeFile } from "./files";
import { toJson } from "./json";
import { ORTHANC_USER, places } from "./places";

/** The part of Orthanc's configuration that depends on settings; the rest is in orthanc/. */
export function writeOrthancFiles(settings: Settings, password: string): void {
  const content = toJson([
    ["Name", "Collimator"],
    ["DicomAet", settings.dicomAet],
    ["RegisteredUsers", [[ORTHANC_USER, password]]],
  ]);
  writeFile(`${places.orthanc}/generated.json`, content);
}
