import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker } from "./docker";
import type { Stack } from "./stack";

/** Sends instances by C-STORE. */
export interface Sender {
  /** Whether all of them were taken. */
  readonly send: (files: readonly Buffer[]) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** A container with DCMTK's storescu, which stays, since starting one takes longer than sending. */
export async function startSender(stack: Stack, seed: number): Promise<Sender> {
  const folder = await mkdtemp(join(tmpdir(), "collimator-soak-"));
  await chmod(folder, 0o755);
  const name = `${stack.project}-sender-${seed}`;
  const place = ["--network", "host", "--volume", `${folder}:/dicom:ro`];
  const image = imageName("dicom-tools");
  const started = await docker("run", "--rm", "--detach", "--init", "--name", name, ...place, image, "sleep", "90000");
  if (started.status !== 0) throw new Error(started.stderr);
  let sent = 0;
  return {
    send: async (files) => {
      sent += 1;
      const batch = join(folder, String(sent));
      await mkdir(batch);
      for (const [at, file] of files.entries()) await writeFile(join(batch, `${at}.dcm`), file);
      const peer = ["-aec", stack.aet, "127.0.0.1", String(stack.dicomPort)];
      // -R: only the classes of the files are proposed, +sd: all of a folder; it fails where one is not taken.
      const tool = [
        "storescu",
        "-R",
        "-to",
        "10",
        "-ta",
        "30",
        "-td",
        "30",
        ...peer,
        "+sd",
        `/dicom/${batch.slice(folder.length + 1)}`,
      ];
      const { status } = await docker("exec", name, ...tool);
      await rm(batch, { recursive: true });
      return status === 0;
    },
    close: async () => {
      await docker("rm", "--force", name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
