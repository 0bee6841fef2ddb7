import { version } from "../../package.json";

/** The name of one of the project's images, e.g. `collimator-gateway:0.1.0`. */
export function imageName(part: string): string {
  return `collimator-${part}:${process.env["IMAGE_TAG"] ?? version}`;
}
