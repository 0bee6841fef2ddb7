import { capture, run, type Variables } from "./run";

/** The oldest Compose that knows `env_file` with `required: false`. */
const OLDEST_COMPOSE = [2, 24] as const;

/** The command of Compose: `docker compose`, or the program `docker-compose` where it is no plugin. */
export type Compose = readonly string[];

/** The Compose that can be used here. undefined: no engine answers, or no Compose of 2.24 or newer is there. */
export function findCompose(): Compose | undefined {
  return engineAnswers() ? composeCommand() : undefined;
}

export function engineAnswers(): boolean {
  return capture(["docker", "version", "--format", "{{.Server.Version}}"], { timeoutSeconds: 30 }).status === 0;
}

export function composeCommand(): Compose | undefined {
  return [["docker", "compose"], ["docker-compose"]].find((command) => {
    const { status, stdout } = capture([...command, "version", "--short"], { timeoutSeconds: 30 });
    const [major = 0, minor = 0] = stdout.trim().replace(/^v/, "").split(".").map(Number);
    const [oldestMajor, oldestMinor] = OLDEST_COMPOSE;
    return status === 0 && (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor));
  });
}

/** Whether the engine has the image already. */
export function hasImage(image: string): boolean {
  return capture(["docker", "image", "inspect", image]).status === 0;
}

/** Addresses and ports that containers of this project publish, such as "127.0.0.1:80". */
export function publishedPorts(compose: Compose, environment: Variables): string[] {
  const ids = capture([...compose, "ps", "--quiet"], { environment })
    .stdout.split("\n")
    .filter(Boolean);
  if (ids.length === 0) return [];
  const form = "{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}}:{{.HostPort}} {{end}}{{end}}";
  return capture(["docker", "inspect", "--format", form, ...ids])
    .stdout.split(/\s+/)
    .filter(Boolean);
}

/** Builds all images of the product anew, so that they take Debian's updates since. Returns Compose's status. */
export function rebuild(compose: Compose, environment: Variables): number {
  return run([...compose, "build", "--no-cache"], { environment });
}

/** Brings the stack up and waits until it is healthy. Returns Compose's status. */
export function bringUp(compose: Compose, environment: Variables): number {
  return run([...compose, "up", "--build", "--detach", "--wait", "gateway"], { environment });
}

/** What `setup` printed in its run since that moment. Nothing where it did not run. */
export function setupOutput(compose: Compose, environment: Variables, since: Date): { out: string; err: string } {
  const id = capture([...compose, "ps", "--all", "--quiet", "setup"], { environment }).stdout.trim();
  if (id === "") return { out: "", err: "" };
  const { stdout, stderr } = capture(["docker", "logs", "--since", since.toISOString(), id]);
  return { out: stdout, err: stderr };
}

export interface ServiceState {
  readonly service: string;
  readonly state: string;
  readonly health: string;
}

/** The state of each container of the project, stopped ones too. */
export function serviceStates(compose: Compose, environment: Variables): ServiceState[] {
  const ids = capture([...compose, "ps", "--all", "--quiet"], { environment })
    .stdout.split("\n")
    .filter(Boolean);
  if (ids.length === 0) return [];
  const form =
    '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{with .State.Health}}{{.Status}}{{end}}';
  const lines = capture(["docker", "inspect", "--format", form, ...ids])
    .stdout.split("\n")
    .filter(Boolean);
  return lines.map((line) => {
    const [service = "", state = "", health = ""] = line.trim().split(" ");
    return { service, state, health };
  });
}
