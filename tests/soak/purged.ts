import { isGoneSince } from "./archive";
import { count, violate } from "./findings";
import { filesOf } from "./sampler";
import { isOver, pause, type World } from "./world";

/** What the bytes of a deleted study may take to leave the disk. */
const GONE_WITHIN_MS = 10 * 60_000;
const EVERY_MS = 30_000;

async function look(world: World, since: number): Promise<string[]> {
  const studies = world.studies.filter((study) => isGoneSince(study, since)).map(({ uid }) => uid);
  const files = await filesOf(world, studies);
  count(world.findings, "looks for files of deleted studies");
  return files;
}

/** Looks now and then for files of studies that were deleted ten minutes ago. */
export async function watchDisk(world: World): Promise<void> {
  while (!isOver(world)) {
    const files = await look(world, Date.now() - GONE_WITHIN_MS);
    if (files.length > 0) violate(world.findings, "gone", `${files.length} files of deleted studies: ${files[0]}`);
    await pause(Math.min(EVERY_MS, Math.max(0, world.end - Date.now())));
  }
}

/** After the run: waits until the files of all deleted studies are gone, ten minutes at most. */
export async function awaitPurge(world: World): Promise<number> {
  const begun = Date.now();
  for (;;) {
    const files = await look(world, begun);
    if (files.length === 0) return Date.now() - begun;
    if (Date.now() - begun > GONE_WITHIN_MS) {
      violate(world.findings, "gone", `${files.length} files of deleted studies are left: ${files[0]}`);
      return Date.now() - begun;
    }
    await pause(2000);
  }
}
