import { readFile } from "../shared/read-file";
import { problem, type Problem } from "../shared/settings/problems";
import type { Settings } from "../shared/settings/settings";
import { shown } from "../shared/settings/text";
import { removeFile, writeFile, places } from "./files";
import { toJson } from "./json";
import { checkOverride } from "./override";

/** What people have put into ohif-config, read and checked. */
export interface ViewerInput {
  readonly problems: readonly Problem[];
  /** The logo's bytes. */
  readonly logo?: string;
  /** The text of override.json. */
  readonly override?: string;
}

const LOGO_MOST_BYTES = 256 * 1024;
const LOGOS = ["viewer-logo.png", "viewer-logo.svg"];

/** Reads the logo and override.json; problems where one of them can't be used. */
export function readViewerInput(settings: Settings): ViewerInput {
  const problems: Problem[] = [];
  const override = readFile(`${places.viewerInput}/override.json`);
  if (override !== undefined) problems.push(...checkOverride(override));
  const name = settings.viewerLogo;
  const logo = name === "" ? undefined : readFile(`${places.viewerInput}/custom/${name}`);
  if (name !== "" && !isLogo(logo, name)) {
    const said = `is ${shown(name)}; it must be a file in ohif-config/custom that user id 10001 may read, a PNG or SVG picture as its name says, of at most 256 KiB.`;
    problems.push(problem("CFG-018", "VIEWER_LOGO", said));
  }
  return { problems, ...(logo === undefined ? {} : { logo }), ...(override === undefined ? {} : { override }) };
}

function isLogo(content: string | undefined, name: string): boolean {
  if (content === undefined || content.length > LOGO_MOST_BYTES) return false;
  if (name.endsWith(".svg")) return content.includes("<svg");
  // The signature of PNG (its specification, section 5.2); the first byte is 0x89.
  return content.charCodeAt(0) === 137 && content.slice(1, 8) === "PNG\r\n\x1a\n";
}

/** Writes the viewer's configuration and its logo for the gateway. */
export function writeViewerFiles(settings: Settings, input: ViewerInput): void {
  const template = readFile(places.viewerTemplate);
  if (template === undefined) error(`${places.viewerTemplate} cannot be read`, 0);
  const logo = settings.viewerLogo.endsWith(".png") ? "viewer-logo.png" : "viewer-logo.svg";
  const said = toJson([
    ["title", settings.viewerTitle],
    ["logo", input.logo === undefined ? "" : `/gateway/${logo}`],
    ["locale", settings.viewerLocale],
    ["notice", settings.viewerNotice],
    ["tour", settings.viewerTour],
    // As text, so that only JSON can be in it.
    ["override", input.override ?? "{}"],
  ]);
  writeFile(`${places.gateway}/app-config.js`, `window.collimator = ${said};\n${template}`);
  for (const name of LOGOS) {
    if (name === logo && input.logo !== undefined) writeFile(`${places.gateway}/${name}`, input.logo);
    else removeFile(`${places.gateway}/${name}`);
  }
}
