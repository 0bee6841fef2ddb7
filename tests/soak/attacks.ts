/**
 * Attack and fuzz load on a whole stack for some minutes, by hand (`npm run soak -- --attacks --minutes N`): all classes of attacks and generated requests, over and over, as fast as they are answered. Afterwards Orthanc has to
 * be the same process, the archive the same, the gateway's log without a failed handler or a 5xx, and the memory of
 * gateway and Orthanc flat. Prints figures; status 1 where something is not so.
 *
 * @module
 */
import fc from "fast-check";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { attacksOf, judgeAll, answerBaselines, sendAll } from "../attacks/judge";
import { refused, type Site } from "../attacks/request";
import { siteAt } from "../attacks/site";
import { ATTACKS } from "../attacks/table";
import { docker } from "../support/docker";
import { request as generated } from "../support/dicomweb-reference/generate";
import { spendFirstPassword } from "../support/forms";
import { archiveDigest } from "../support/orthanc-direct";
import { startStack, type Stack } from "../support/stack";

const FUZZ_BATCH = 1000;
/**
 * So many batches, and then the same again: Orthanc keeps some 80 kB of memory for each search of a new form, which
 * would hide what else grows. THREAT_MODEL.md says so too.
 */
const FUZZ_BATCHES = 3;
/** Memory may grow by a seventh and 8 MiB between the end of the first third and the end, for caches that fill. */
const mostMemory = (before: number): number => before * 1.15 + 8 * 1024 ** 2;

/** Methods and bytes that HTTP/1.1 can carry in a request line; the rest is for the parser's own tests. */
function fuzzed(seed: number) {
  return fc
    .sample(generated, { numRuns: FUZZ_BATCH, seed })
    .map(({ method, path, query }) => ({ method, target: query === undefined ? path : `${path}?${query}` }))
    .filter(({ target }) => !/[\r\n]/.test(target))
    .map(({ method, target }) => refused({ method, target, headers: [], body: "" }));
}

/** When Orthanc's container started, and the id of its process. */
async function orthancProcess({ project }: Stack): Promise<string> {
  const format = "{{.State.StartedAt}} {{.State.Pid}} {{.RestartCount}}";
  return (await docker("inspect", "--format", format, `${project}-orthanc-1`)).stdout.trim();
}

/** Bytes of anonymous memory of a container (cgroup v2, or v1's rss). */
async function memory(stack: Stack, service: string): Promise<number> {
  const script =
    "grep -hE '^(anon|total_rss) ' /sys/fs/cgroup/memory.stat /sys/fs/cgroup/memory/memory.stat 2>/dev/null | head -1";
  const { stdout } = await docker("exec", `${stack.project}-${service}-1`, "sh", "-c", script);
  return Number(stdout.trim().split(" ")[1] ?? NaN);
}

interface Sample {
  readonly minute: number;
  readonly requests: number;
  readonly gateway: number;
  readonly orthanc: number;
}

/** What was sent, and the attacks that got through. */
interface Load {
  readonly samples: readonly Sample[];
  readonly attacks: number;
  readonly fuzz: number;
  readonly through: number;
}

async function load(stack: Stack, site: Site, minutes: number): Promise<Load> {
  const all = ATTACKS.flatMap((attackClass) => attacksOf(attackClass, site, true));
  const baselines = await answerBaselines(site, all);
  const begin = Date.now();
  const samples: Sample[] = [];
  let [attacks, fuzz, through, seed] = [0, 0, 0, 0];
  const sample = async (): Promise<void> => {
    const minute = (Date.now() - begin) / 60_000;
    samples.push({
      minute,
      requests: attacks + fuzz,
      gateway: await memory(stack, "gateway"),
      orthanc: await memory(stack, "orthanc"),
    });
  };
  while (Date.now() < begin + minutes * 60_000) {
    const judged = await judgeAll(site, all, baselines);
    attacks += judged.length;
    through += judged.filter(({ verdict }) => verdict !== "withstood").length;
    const batch = fuzzed(1 + (seed++ % FUZZ_BATCHES));
    await sendAll(site, batch);
    fuzz += batch.length;
    await sample();
  }
  return { samples, attacks, fuzz, through };
}

/** Lines of the gateway's log that tell of a failure. */
async function failures({ project }: Stack, since: string): Promise<string[]> {
  const { stdout, stderr } = await docker("logs", "--since", since, `${project}-gateway-1`);
  const bad = /"level":"error"|\[(error|crit|alert|emerg)\]|"status":5(?!01)/;
  return (stdout + stderr).split("\n").filter((line) => bad.test(line));
}

/** Sends attacks for some minutes; true where all holds afterwards. */
export async function attacks(minutes: number): Promise<boolean> {
  const { stack, stop } = await startStack(process.cwd(), "soak");
  try {
    const session = { publicUrl: stack.url, cookie: await spendFirstPassword(stack, stack.firstPassword) };
    const series = phantomSeries({ name: "soak", slices: 3, rows: 64, columns: 64 });
    await storeInstances(session, [...series.files()]);
    const [process0, digest, since] = [
      await orthancProcess(stack),
      await archiveDigest(stack),
      new Date().toISOString(),
    ];
    const { samples, attacks, fuzz, through } = await load(stack, await siteAt(stack.url, session.cookie), minutes);

    const isFlat = (of: "gateway" | "orthanc"): boolean => {
      const first = samples[Math.floor(samples.length / 3)]?.[of] ?? NaN;
      return (samples.at(-1)?.[of] ?? NaN) <= mostMemory(first);
    };
    const step = Math.max(1, Math.floor(samples.length / 10));
    const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1);
    console.table(
      samples
        .filter((_, index) => index % step === 0 || index === samples.length - 1)
        .map(({ minute, requests, gateway, orthanc }) => {
          return {
            minute: minute.toFixed(1),
            requests,
            "gateway MiB": mebibytes(gateway),
            "orthanc MiB": mebibytes(orthanc),
          };
        }),
    );
    const failed = await failures(stack, since);
    const results = {
      "Orthanc is the same process": (await orthancProcess(stack)) === process0,
      "the archive is the same": (await archiveDigest(stack)) === digest,
      "no attack got through": through === 0,
      "the gateway's log has no failure": failed.length === 0,
      "the gateway's memory is flat": isFlat("gateway"),
      "Orthanc's memory is flat": isFlat("orthanc"),
    };
    console.log(`${attacks} attacks and ${fuzz} generated requests in ${minutes} minutes; ${through} got through`);
    for (const line of failed.slice(0, 10)) console.log(line);
    for (const [what, holds] of Object.entries(results)) console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
    return Object.values(results).every(Boolean);
  } finally {
    await stop();
  }
}
