import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { docker, until } from "./docker";

/** The gateway's users in Orthanc. */
export type Scope = "view" | "store" | "admin" | "health" | "watch" | "resolve";

/** A request as bytes, but for its credentials and connection headers. */
export interface DirectRequest {
  /** Method and target, e.g. `GET /dicom-web/studies`. */
  readonly line: string;
  /** Header lines. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

export interface DirectAnswer {
  /** 0 where Orthanc closed the connection without an answer. */
  readonly status: number;
  readonly text: string;
}

/** For each line on its input, base64 of a request, sends it to Orthanc and writes base64 of the answer. */
const SEND = `while read -r request; do
  exec 3<>"/dev/tcp/$1/8042" && base64 -d <<< "$request" >&3
  timeout 30 cat <&3 2>/dev/null | base64 -w0
  echo
  exec 3>&-
done`;

/** User and password of each of the gateway's users, as Orthanc has them. */
export async function orthancUsers(project: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await docker("exec", `${project}-orthanc-1`, "cat", "/secrets/generated.json");
  return (JSON.parse(stdout) as { RegisteredUsers: Record<string, string> }).RegisteredUsers;
}

/**
 * Sends requests to Orthanc itself, past the gateway, from a shell in the gateway's container: nobody else is on
 * Orthanc's network. `credentials` are `user:password`, or undefined for none. The answers come in order.
 */
export async function askOrthanc(
  stack: { readonly project: string; readonly settings: Readonly<Record<string, string>> },
  credentials: string | undefined,
  requests: readonly DirectRequest[],
): Promise<DirectAnswer[]> {
  const lines = requests.map((request) => Buffer.from(asBytes(request, credentials), "latin1").toString("base64"));
  const host = `${stack.settings["ARCHIVE_NET"] ?? ""}.3`;
  const output = await pipe(["exec", "-i", `${stack.project}-gateway-1`, "bash", "-c", SEND, "send", host], lines);
  return requests.map((_, at) => {
    const answer = Buffer.from(output[at] ?? "", "base64").toString("latin1");
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
    return { status, text: answer.slice(answer.indexOf("\r\n\r\n") + 4) };
  });
}

/**
 * A digest of what a request could change: patients to instances with their tags, labels, protection and files, jobs,
 * modalities and peers. Not what Orthanc adds by itself: caches and the time of the last change.
 */
export async function archiveDigest(stack: Parameters<typeof askOrthanc>[0]): Promise<string> {
  const users = await orthancUsers(stack.project);
  const admin = credentialsOf(users, "admin");
  // What was sent to it before may take all of its threads for a moment.
  await until("the archive to answer", async () => {
    const [answer] = await askOrthanc(stack, admin, [{ line: "GET /system" }]);
    return answer?.status === 200 ? true : undefined;
  });
  const finds = ["Patient", "Study", "Series", "Instance"].map((Level) => {
    const files = Level === "Instance" ? ["Attachments"] : [];
    const ResponseContent = ["MainDicomTags", "Labels", "IsProtected", ...files];
    return { line: "POST /tools/find", body: JSON.stringify({ Level, Query: {}, ResponseContent }) };
  });
  const others = ["/jobs", "/modalities", "/peers"].map((path) => ({ line: `GET ${path}` }));
  const answers = await askOrthanc(stack, admin, [...finds, ...others]);
  const hash = createHash("sha256");
  for (const { status, text } of answers) {
    if (status !== 200) throw new Error(`${status}: ${text}`);
    const entries = JSON.parse(text) as Record<string, unknown> | { readonly ID?: string }[];
    const list = Array.isArray(entries) ? entries : [entries];
    hash.update(
      list
        .map((entry) => JSON.stringify(entry))
        .sort()
        .join("\n"),
    );
  }
  return hash.digest("hex");
}

/** `user:password` of a scope's user. */
export function credentialsOf(users: Readonly<Record<string, string>>, scope: Scope): string {
  return `gateway-${scope}:${users[`gateway-${scope}`] ?? ""}`;
}

function asBytes({ line, headers = [], body }: DirectRequest, credentials: string | undefined): string {
  const lines = [`${line} HTTP/1.1`, "Host: orthanc", "Connection: close", ...headers];
  if (credentials !== undefined) lines.push(`Authorization: Basic ${Buffer.from(credentials).toString("base64")}`);
  if (body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body, "latin1")}`);
  return `${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

async function pipe(args: readonly string[], lines: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn("docker", args, { stdio: ["pipe", "pipe", "inherit"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve(Buffer.concat(chunks).toString().split("\n"));
      else reject(new Error(`docker ${args.slice(0, 3).join(" ")} ended with ${status ?? "a signal"}`));
    });
    child.stdin.end(`${lines.join("\n")}\n`);
  });
}
