import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker } from "./docker";

/** Sends files to the stack's archive, past the gateway, as a scanner does it; all have to be taken. */
export async function sendByCStore(files: readonly Buffer[]): Promise<void> {
  const { aet, dicomPort } = inject("stack");
  const folder = await mkdtemp(join(tmpdir(), "collimator-c-store-"));
  try {
    // The image's user is another one.
    await chmod(folder, 0o755);
    for (const [at, file] of files.entries()) await writeFile(join(folder, `${at}.dcm`), file);
    const place = ["--rm", "--network", "host", "-v", `${folder}:/dicom:ro`, imageName("dicom-tools")];
    const tool = ["storescu", "-aec", aet, "+sd", "127.0.0.1", String(dicomPort), "/dicom"];
    const { status, stdout, stderr } = await docker("run", ...place, ...tool);
    expect(status, stdout + stderr).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
}
