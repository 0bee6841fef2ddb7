/** Files that the archive has no room for do not stay, whatever their thread has written before (ADR 0034). */
import { expect, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker } from "../support/docker";

/** Runs a script that writes into an archive of 64 KiB, as Orthanc does; what stays in it. */
async function leftBy(script: string): Promise<string> {
  const place = ["--rm", "--network", "none", "--tmpfs", "/archive:mode=1777,size=64k", "--entrypoint", "sh"];
  const preload = ["-e", "LD_PRELOAD=/usr/local/lib/orthanc-room.so"];
  const whole = `mkdir -p /archive/ab/cd && cd /archive/ab/cd || exit 1\n${script}\nls`;
  const { status, stdout } = await docker("run", ...place, ...preload, imageName("orthanc"), "-c", whole);
  expect(status).toBe(0);
  return stdout;
}

const TOO_MUCH = "printf %0100000d 1 >&3";

test("a file is removed when there is no space for its second piece", async () => {
  expect(await leftBy(`exec 3>a-b-c-d-e; printf x >&3; ${TOO_MUCH}`)).toBe("");
});

test("a file is kept when there is space for it", async () => {
  expect(await leftBy("exec 3>a-b-c-d-e; printf x >&3; printf y >&3")).toBe("a-b-c-d-e\n");
});

test("a file is removed even if its last piece was written under another name", async () => {
  expect(await leftBy(`exec 3>a-b-c-d-e; printf x >&3; mv a-b-c-d-e a-b-c-d-f; ${TOO_MUCH}`)).toBe("");
});
