import { dir } from "posix.dirent";
import { mkdir } from "posix.sys.stat";

/** As gateway/store/limits.ts has it. */
const FOLDER = "/cache/uploads";
/** 0700. */
const OWNER_ONLY = 448;

/**
 * Makes the folder in which the gateway holds parts of uploads that are too large for memory, and removes what an
 * earlier one may have left there between making a file and taking its name away.
 */
export function emptySpool(): void {
  mkdir(FOLDER, OWNER_ONLY);
  const [isThere, names] = pcall(dir, FOLDER);
  if (!isThere) return;
  for (const name of names) if (name !== "." && name !== "..") os.remove(`${FOLDER}/${name}`);
}
