import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker } from "./docker";

/** DCMTK's, GDCM's and OpenJPH's tools in a container, and a folder that it shares with the test. */
export interface DicomTools {
  /** The shared folder; commands run in it. */
  readonly folder: string;
  /** Runs a line of shell. Throws with the tool's own words where it fails. */
  readonly shell: (line: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startDicomTools(): Promise<DicomTools> {
  const folder = await mkdtemp(join(tmpdir(), "collimator-tools-"));
  // The image's user writes there too.
  await chmod(folder, 0o777);
  const name = `collimator-test-tools-${randomUUID()}`;
  const place = ["--network", "none", "--volume", `${folder}:/work`, "--workdir", "/work"];
  const started = await docker(
    "run",
    "--rm",
    "--detach",
    "--init",
    "--name",
    name,
    ...place,
    imageName("dicom-tools"),
    "sleep",
    "3600",
  );
  if (started.status !== 0) throw new Error(started.stderr);
  return {
    folder,
    shell: async (line) => {
      const { status, stdout, stderr } = await docker("exec", name, "sh", "-ec", line);
      if (status !== 0) throw new Error(`${line}: ${stdout}${stderr}`);
    },
    close: async () => {
      // What the image's user wrote is not the test's to remove.
      await docker("exec", name, "sh", "-c", "rm -rf /work/*");
      await docker("rm", "--force", name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
