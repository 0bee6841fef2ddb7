import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { phantomSeries } from "../../../scripts/lib/phantom";

/** One DICOM file (PS3.10), in memory. */
export interface DicomFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const archive = join(import.meta.dirname, "../../../../shared/data/mr-t1w/mr-t1w.tar.xz");

/**
 * The 384 slices of one MR series, ordered by file name: from the folder SAMPLE_DICOM_DIR, else the public sample
 * where it is at hand, else generated.
 */
export async function mrStudy(): Promise<readonly DicomFile[]> {
  const folder = process.env["SAMPLE_DICOM_DIR"];
  if (folder !== undefined && folder !== "") return readSlices(folder);
  if (!existsSync(archive)) return generated();

  const scratch = await mkdtemp(join(tmpdir(), "mr-study-"));
  try {
    await promisify(execFile)("tar", ["-xJf", archive, "-C", scratch]);
    return await readSlices(scratch);
  } catch (error) {
    // tar needs xz for it, which a bare machine may not have.
    console.warn(`The sample study can't be unpacked, a generated one takes its place: ${String(error)}`);
    return generated();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readSlices(folder: string): Promise<readonly DicomFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(paths.sort().map(async (path) => ({ name: path, bytes: await readFile(path) })));
  return files.filter((file) => file.bytes.toString("latin1", 128, 132) === "DICM");
}

function generated(): readonly DicomFile[] {
  const { files } = phantomSeries({
    name: "browser tests",
    slices: 384,
    rows: 192,
    columns: 160,
    patientName: "Phantom",
  });
  return [...files()].map((bytes, index) => ({ name: `${String(index + 1).padStart(4, "0")}.dcm`, bytes }));
}
