/**
 * Frames as the gateway and as Orthanc itself answer for them.
 *
 * @module
 */
import { inject } from "vitest";
import { askOrthanc, credentialsOf, orthancUsers } from "./orthanc-direct";
import { ask } from "./session";

const ANY_FORM = "multipart/related; type=application/octet-stream; transfer-syntax=*";

/** An answer's one part. */
export interface FrameAnswer {
  readonly status: number;
  /** The part's header lines. */
  readonly head: readonly string[];
  readonly bytes: Buffer;
  /** Orthanc's boundary has 73 characters, the gateway's 32. */
  readonly boundary: string;
}

export function isSliced({ boundary }: FrameAnswer): boolean {
  return /^[0-9a-f]{32}$/.test(boundary);
}

/** An instance of a study, and how many frames it has. */
export interface FramedInstance {
  /** Below `/pacs` or `/dicom-web`. */
  readonly path: string;
  readonly frames: number;
}

type Dataset = Record<string, { readonly Value?: readonly (string | number)[] } | undefined>;

/** All instances of a study that have pixels. */
export async function instancesOf(study: string): Promise<FramedInstance[]> {
  const answer = await ask(`/pacs/studies/${study}/instances?includefield=00280010`);
  const found = answer.status === 200 ? ((await answer.json()) as Dataset[]) : [];
  return found
    .filter((dataset) => dataset["00280010"]?.Value !== undefined)
    .map((dataset) => {
      const [series, instance] = [dataset["0020000E"]?.Value?.[0], dataset["00080018"]?.Value?.[0]];
      return {
        path: `/studies/${study}/series/${series}/instances/${instance}`,
        frames: Number(dataset["00280008"]?.Value?.[0] ?? 1),
      };
    });
}

/** By the gateway. Throws where a length is missing or wrong. */
export async function gatewayFrame(path: string, number: number): Promise<FrameAnswer> {
  const { status, body, boundary } = await gatewayBody(path, String(number));
  const parsed = parsePart(status, body);
  if (status === 200 && parsed.boundary !== boundary) throw new Error(`another boundary: ${boundary}`);
  return parsed;
}

interface Body {
  readonly status: number;
  readonly body: Buffer;
  readonly boundary: string | undefined;
}

/** A list of frames as the gateway and as Orthanc answer for it: each body as text, with the same boundary. */
export async function frameLists(path: string, list: string): Promise<{ gateway: string; orthanc: string }> {
  const answers = [await gatewayBody(path, list), ...(await orthancBodies(path, [list]))];
  const [gateway = "", orthanc = ""] = answers.map(({ status, body, boundary }) => {
    return status === 200 ? body.toString("latin1").replaceAll(boundary ?? "", "BOUNDARY") : String(status);
  });
  return { gateway, orthanc };
}

async function gatewayBody(path: string, list: string): Promise<Body> {
  const answer = await ask(`/pacs${path}/frames/${list}`, { headers: { Accept: ANY_FORM } });
  const body = Buffer.from(await answer.arrayBuffer());
  if (answer.status === 200 && answer.headers.get("content-length") !== String(body.length)) {
    throw new Error(`Content-Length ${answer.headers.get("content-length")} of ${body.length} bytes`);
  }
  const boundary = /boundary=([^;]+)$/.exec(answer.headers.get("content-type") ?? "")?.[1];
  return { status: answer.status, body, boundary };
}

let credentials: Promise<string> | undefined;

/** By Orthanc itself, with the headers that the gateway sends. */
export async function orthancFrames(path: string, numbers: readonly number[]): Promise<FrameAnswer[]> {
  const answers = await orthancBodies(path, numbers.map(String));
  return answers.map(({ status, body }) => parsePart(status, body));
}

async function orthancBodies(path: string, lists: readonly string[]): Promise<Body[]> {
  const stack = inject("stack");
  credentials ??= orthancUsers(stack.project).then((users) => credentialsOf(users, "view"));
  const { host, protocol } = new URL(stack.url);
  const headers = [
    `Accept: ${ANY_FORM}`,
    `X-Forwarded-Host: ${host}`,
    `X-Forwarded-Proto: ${protocol.replace(":", "")}`,
  ];
  const requests = lists.map((list) => ({ line: `GET /dicom-web${path}/frames/${list}`, headers }));
  const answers = await askOrthanc(stack, await credentials, requests);
  return answers.map(({ status, text }) => {
    return { status, body: Buffer.from(text, "latin1"), boundary: /^--(\S+)\r\n/.exec(text)?.[1] };
  });
}

function parsePart(status: number, body: Buffer): FrameAnswer {
  if (status !== 200) return { status, head: [], bytes: Buffer.alloc(0), boundary: "" };
  const text = body.toString("latin1");
  const boundary = /^--(\S+)\r\n/.exec(text)?.[1] ?? "";
  const end = `\r\n--${boundary}--\r\n`;
  const headEnd = text.indexOf("\r\n\r\n");
  if (boundary === "" || headEnd < 0 || !text.endsWith(end)) throw new Error("no multipart answer");
  return {
    status,
    head: text.slice(boundary.length + 4, headEnd).split("\r\n"),
    bytes: body.subarray(headEnd + 4, body.length - end.length),
    boundary,
  };
}
