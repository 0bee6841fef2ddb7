import { settings } from "../config/settings";
import { answerFramed } from "./common";

/**
 * GET /upload: the page whose script stores files by STOW-RS. The script learns from it how large a file may be; each
 * request that it sends is decided like anybody's.
 */
export function uploadPage(): void {
  answerFramed(200, "upload", "upload", { limit: string.format("%.0f", settings().uploadLimitBytes) });
}
