import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { imageName } from "../../scripts/lib/image";
import { docker, until } from "../support/docker";
import { rawHttp } from "../support/raw-http";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";

/**
 * An archive that cuts its answers off, by the study that is asked for: 1.2.1 within its length, 1.2.2 within its
 * chunks, 1.2.3 without having said how long it is. 1.2.4 is whole, 1.2.5 an error.
 */
const ARCHIVE = `
  use IO::Socket::INET; $| = 1; $SIG{CHLD} = "IGNORE";
  my $server = IO::Socket::INET->new(LocalPort => 8042, Listen => 50, ReuseAddr => 1) or die;
  my $type = "Content-Type: application/dicom+json\\r\\nConnection: close\\r\\n";
  my $body = "[" . ("0," x 3000) . "0]";
  my %answers = (
    "1.2.1" => "200 OK\\r\\n\${type}Content-Length: 9000\\r\\n\\r\\n$body",
    "1.2.2" => "200 OK\\r\\n\${type}Transfer-Encoding: chunked\\r\\n\\r\\n" . sprintf("%x", length $body) . "\\r\\n$body\\r\\n",
    "1.2.3" => "200 OK\\r\\n\${type}\\r\\n$body",
    "1.2.4" => "200 OK\\r\\n\${type}Content-Length: " . length($body) . "\\r\\n\\r\\n$body",
    "1.2.5" => "503 Busy\\r\\n\${type}Content-Length: 0\\r\\n\\r\\n",
  );
  while (my $client = $server->accept) {
    next if fork;
    my $line = <$client>; while (<$client>) { last if /^\\r?$/ }
    my ($study) = $line =~ m{/studies/([\\d.]+)/metadata};
    print "asked $study\\n" if $study;
    # Whose the study is, and how large.
    if ($line =~ m{^POST /tools/find}) { print $client "HTTP/1.1 200 OK\\r\\n\${type}Content-Length: 2\\r\\n\\r\\n[]"; close $client; exit; }
    print $client "HTTP/1.1 ", ($study && $answers{$study} or "404 No\\r\\n\${type}Content-Length: 0\\r\\n\\r\\n");
    close $client; exit;
  }
`;

const stack = inject("stack");
const archive = `${stack.project}-cutting-${randomUUID().slice(0, 8)}`;
let gateway: SecondGateway;

beforeAll(async () => {
  const place = ["--network", `${stack.project}_archive`, "--entrypoint", "perl", imageName("gateway")];
  const started = await docker("run", "--detach", "--name", archive, ...place, "-e", ARCHIVE);
  expect(started.stderr).toBe("");
  const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
  const address = (await docker("inspect", "--format", format, archive)).stdout.trim();
  gateway = await startSecondGateway(stack, {
    settings: { PUBLIC_URL: "http://127.0.0.1:{http}", HTTP_PORT: "{http}" },
  });
  const edit = ["--entrypoint", "sed", imageName("gateway"), "-i", `s/server .*:8042/server ${address}:8042/`];
  const volume = `${gateway.container}:/secrets`;
  await docker("run", "--rm", "--network", "none", "-v", volume, ...edit, "/secrets/generated.conf");
  const reload = ["nginx", "-c", "/etc/collimator/nginx/nginx.conf", "-e", "stderr", "-s", "reload"];
  await docker("exec", gateway.container, ...reload);
  await until("the other archive", async () => ((await get("1.2.4")).status === 200 ? true : undefined));
});

afterAll(async () => {
  await gateway.stop();
  await docker("rm", "--force", archive);
});

async function get(study: string): Promise<{ status: number; text: string }> {
  const { host } = new URL(gateway.publicUrl);
  const fields = `Host: ${host}\r\nCookie: ${inject("session")}\r\nConnection: close`;
  return rawHttp(gateway.httpPort, `GET /pacs/studies/${study}/metadata HTTP/1.1\r\n${fields}\r\n\r\n`);
}

/** How often the archive has been asked for a study. */
async function timesAsked(study: string): Promise<number> {
  const { stdout } = await docker("logs", archive);
  return stdout.split("\n").filter((line) => line === `asked ${study}`).length;
}

test("a complete answer is cached", async () => {
  await until("an answer without a question", async () => {
    const before = await timesAsked("1.2.4");
    expect((await get("1.2.4")).status).toBe(200);
    return (await timesAsked("1.2.4")) === before ? true : undefined;
  });
});

test.each([
  ["cut off within its length", "1.2.1"],
  ["cut off within its chunks", "1.2.2"],
  ["without a length", "1.2.3"],
  ["an error", "1.2.5"],
])("an answer that is %s is not cached", async (_, study) => {
  for (let times = 1; times <= 3; times += 1) {
    await get(study);
    // Its log comes a little later.
    await until("the question", async () => ((await timesAsked(study)) >= times ? true : undefined));
    expect(await timesAsked(study)).toBe(times);
  }
  const { stdout } = await docker("exec", gateway.container, "grep", "-rl", `studies/${study}/`, "/cache/answers");
  expect(stdout).toBe("");
});
