import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker, type Outcome } from "./docker";

/** Sends files to the stack's archive, or that at another port, past the gateway, as a scanner does it: what storescu says. */
export async function storescu(
  files: readonly Buffer[],
  calledAet: string,
  options: readonly string[] = [],
  port = inject("stack").dicomPort,
): Promise<Outcome> {
  const peer = ["-aec", calledAet, "127.0.0.1", String(port)];
  return sendBy(files, ["storescu", ...options, "--scan-directories", ...peer, "/dicom"]);
}

/** The same by GDCM's gdcmscu. */
export async function gdcmscu(files: readonly Buffer[]): Promise<Outcome> {
  const { aet, dicomPort } = inject("stack");
  const peer = ["--call", aet, "-H", "127.0.0.1", "-p", String(dicomPort)];
  return sendBy(files, ["gdcmscu", "--store", ...peer, "-r", "-i", "/dicom"]);
}

/** Runs a program that sends the files in `/dicom`. */
async function sendBy(files: readonly Buffer[], command: readonly string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "collimator-c-store-"));
  try {
    // The image's user is another one.
    await chmod(folder, 0o755);
    for (const [at, file] of files.entries()) await writeFile(join(folder, `${at}.dcm`), file);
    const place = ["--rm", "--network", "host", "-v", `${folder}:/dicom:ro`, imageName("dicom-tools")];
    return await docker("run", ...place, ...command);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The same, where all of them have to be taken. */
export async function sendByCStore(files: readonly Buffer[]): Promise<void> {
  const { status, stdout, stderr } = await storescu(files, inject("stack").aet);
  expect(status, stdout + stderr).toBe(0);
}
