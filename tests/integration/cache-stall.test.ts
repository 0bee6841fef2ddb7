import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { untilHit } from "../support/cache";
import { docker } from "../support/docker";
import { instancesOf } from "../support/frame-answers";
import { storeFiles } from "../support/multipart";

const ACCEPT = "multipart/related; type=application/octet-stream; transfer-syntax=*";
const ROUNDS = 41;

/** Sends a request again and again on one connection and prints how many milliseconds each answer took, in tens. */
const TIMES = `
  use IO::Socket::INET;
  my $s = IO::Socket::INET->new("127.0.0.1:8080") or die;
  sub now { open my $f, "<", "/proc/uptime"; return 1000 * (split " ", <$f>)[0] }
  for (1 .. ${ROUNDS}) {
    my $began = now;
    syswrite $s, $ARGV[0];
    my ($text, $end) = ("", 0);
    until ($end && length $text >= $end) {
      sysread $s, $text, 1048576, length $text or die;
      my $head = index $text, "\\r\\n\\r\\n";
      $end = $head + 4 + $1 if $head > 0 && substr($text, 0, $head) =~ /^Content-Length: (\\d+)/mi;
    }
    printf "%.0f\\n", now() - $began;
  }
`;

test("a cache hit of about 129 kB does not wait for the client's acknowledgement", async () => {
  const series = phantomSeries({ name: randomUUID(), slices: 1, rows: 256, columns: 252 });
  await storeFiles([...series.files()]);
  const [found] = await instancesOf(series.studyUid);
  const path = `${found?.path.slice(1)}/frames/1`;
  const { body } = await untilHit(path, { Accept: ACCEPT });
  expect(body.length).toBeGreaterThan(128_000);
  // Over loopback, whose segments are large: from outside of the container there is no such wait.
  const { project, url } = inject("stack");
  const lines = [`GET /pacs/${path} HTTP/1.1`, `Host: ${new URL(url).host}`, `Cookie: ${inject("session")}`];
  const request = [...lines, `Accept: ${ACCEPT}`, "", ""].join("\r\n");
  const { stdout, stderr } = await docker("exec", `${project}-gateway-1`, "perl", "-e", TIMES, request);
  expect(stderr).toBe("");
  const times = stdout.trim().split("\n").map(Number);
  expect(times.length).toBe(ROUNDS);
  expect(times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]).toBeLessThan(25);
});
