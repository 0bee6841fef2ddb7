import { imageName } from "../../../scripts/lib/image";
import { docker, until } from "../docker";
import type { Stack } from "../stack";

/**
 * A program of bytes alone: what comes to one of its ports goes to the same port of this machine, and back. It is in
 * Perl since every image of Debian's has it; nginx in the images has no module for plain TCP.
 */
const PROGRAM = `
use strict; use IO::Socket::INET; use IO::Select;
$SIG{CHLD} = "IGNORE";
my @ports = map { IO::Socket::INET->new(LocalPort => $_, Listen => 1024, ReuseAddr => 1) or die "port $_: $!" } @ARGV;
my $ready = IO::Select->new(@ports);
print STDERR "listening\\n";
while (1) {
  for my $port ($ready->can_read) {
    my $near = $port->accept or next;
    if (fork) { close $near; next }
    my $far = IO::Socket::INET->new(PeerAddr => "host.docker.internal", PeerPort => $port->sockport) or exit;
    my %other = ($near => $far, $far => $near);
    my $open = IO::Select->new($near, $far);
    while ($open->count) {
      for my $from ($open->can_read) {
        my $read = sysread $from, my $bytes, 65536;
        exit unless defined $read;
        if ($read == 0) { shutdown $other{$from}, 1; $open->remove($from); next }
        for (my $at = 0; $at < $read;) { $at += syswrite($other{$from}, $bytes, $read - $at, $at) // exit }
      }
    }
    exit;
  }
}
`;

/** A started relay; `stop` ends it, and its name is then unknown. */
export interface Relay {
  readonly stop: () => Promise<void>;
}

/**
 * Gives this machine's ports a name in the outer network of a stack: a provider in the test's own process is then what
 * a provider is to a gateway, a host with a name in the DNS, and TLS goes through untouched.
 */
export async function startRelay(stack: Stack, host: string, ports: readonly number[]): Promise<Relay> {
  const name = `${stack.project}-relay`;
  const network = ["--network", `${stack.project}_edge`, "--network-alias", host];
  const toHost = ["--add-host", "host.docker.internal:host-gateway"];
  const run = ["run", "--detach", "--init", "--name", name, "--no-healthcheck", ...network, ...toHost];
  const program = ["--entrypoint", "perl", imageName("gateway"), "-e", PROGRAM, ...ports.map(String)];
  const { status, stderr } = await docker(...run, ...program);
  if (status !== 0) throw new Error(`the relay: ${stderr}`);
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", name);
  };
  await until("the relay to listen", async () =>
    (await docker("logs", name)).stderr.includes("listening") ? true : undefined,
  );
  return { stop };
}
