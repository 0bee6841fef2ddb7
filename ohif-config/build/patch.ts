/** A text of OHIF's published scripts, and what takes its place. */
export interface Patch {
  /** The script that holds the text. */
  readonly script: RegExp;
  readonly own: string;
  readonly patched: string;
}

export const APP = /^app\.bundle\.\w+\.js$/;
export const DICOM_WEB_CLIENT = /^8478\.bundle\.\w+\.js$/;
export const DATA_SOURCE = /^89\.bundle\.\w+\.js$/;

/** What patched scripts call: a script of ours in front of the application's bundle (ohif-config/odd-objects/main.ts). */
export const OURS = "window.collimatorViewer";

/**
 * A script with its patches.
 *
 * @param name its file's name
 * @throws where a text that is patched is not there once, so that a new version of OHIF is looked at
 */
export function withPatches(name: string, script: string, patches: readonly Patch[]): string {
  return patches
    .filter((patch) => patch.script.test(name))
    .reduce((text, { own, patched }) => {
      const pieces = text.split(own);
      if (pieces.length !== 2) throw new Error(`${name} has not once what is to be patched: ${own}`);
      return pieces.join(patched);
    }, script);
}
