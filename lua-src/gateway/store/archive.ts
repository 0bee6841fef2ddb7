/** What Store asks of Orthanc: to take one instance, and what it has already. */
import { decodeList, decodeObject, textField } from "../../shared/json";
import { STORE } from "../../shared/policy/dicomweb-routes";
import { matches } from "../../shared/text";
import { exchange, finish, type NoAnswer, type Sending, takeAll } from "../archive/connection";
import { sendAll } from "../outbound/connection";
import { eachBlock, type HeldPart } from "./held-part";
import { ASK_SECONDS, MEMORY_BYTES, STORE_LARGE_SECONDS, STORE_SECONDS } from "./limits";

/** Of Orthanc's answers; each is a few hundred bytes. */
const MOST_BYTES = 64 * 1024;

interface Told {
  readonly status: number;
  readonly body: string;
}

/** What Orthanc says of an instance: its status, and for 200 what it did with the instance and how it calls it. */
export interface Taken {
  readonly status: number;
  readonly did: string;
  readonly id: string;
}

type Answered<T> = LuaMultiReturn<[T] | [undefined, NoAnswer]>;

function tell(sending: Sending, seconds: number): Answered<Told> {
  const [answer, failure] = exchange(sending, ngx.now() + seconds);
  if (answer === undefined) return $multi(undefined, failure);
  const body = takeAll(answer, MOST_BYTES);
  finish(answer);
  if (body === undefined) return $multi(undefined, "lost");
  return $multi({ status: answer.head.status, body });
}

function described(type: string, length: number): string {
  return `Accept: application/json\r\nContent-Type: ${type}\r\nContent-Length: ${string.format("%d", length)}`;
}

/** Hands a part to Orthanc, whole, to do something with it. */
function handOver(path: string, part: HeldPart, hasForeignPreamble: boolean): Answered<Told> {
  const sending: Sending = {
    method: "POST",
    path,
    header: described("application/dicom", part.bytes),
    put: (connection) => eachBlock(part, hasForeignPreamble, (block) => sendAll(connection, block) === undefined),
  };
  return tell(sending, part.bytes > MEMORY_BYTES ? STORE_LARGE_SECONDS : STORE_SECONDS);
}

/** Hands a part to Orthanc to be stored. */
export function storeInstance(part: HeldPart, hasForeignPreamble: boolean): Answered<Taken> {
  const [told, failure] = handOver(STORE.storeInstance.template, part, hasForeignPreamble);
  if (told === undefined) return $multi(undefined, failure);
  const found = told.status === 200 ? decodeObject(told.body) : undefined;
  const did = found === undefined ? "" : (textField(found, "Status") ?? "");
  const id = found === undefined ? "" : (textField(found, "ID") ?? "");
  return $multi({ status: told.status, did, id });
}

/** A resource that has a UID. */
export interface Resource {
  readonly type: string;
  readonly id: string;
}

/** What has a UID in the archive, of all levels and all patients; undefined where the archive does not tell. */
export function lookUp(uid: string): readonly Resource[] | undefined {
  const put: Sending["put"] = (connection) => sendAll(connection, uid) === undefined;
  const header = described("text/plain", uid.length);
  const [told] = tell({ method: "POST", path: STORE.lookup.template, header, put }, ASK_SECONDS);
  const list = told?.status === 200 ? decodeList(told.body) : undefined;
  if (list === undefined) return undefined;
  const resources: Resource[] = [];
  for (const one of list as readonly Readonly<Record<string, unknown>>[]) {
    resources.push({ type: textField(one, "Type") ?? "", id: textField(one, "ID") ?? "" });
  }
  return resources;
}

/** The MD5 of an instance's file in hexadecimal digits, "" where there is no such instance; undefined as for `lookUp`. */
export function storedDigest(id: string): string | undefined {
  const [path] = string.gsub(STORE.digest.template, "{id}", id);
  const [told] = tell({ method: "GET", path, header: "Accept: text/plain" }, ASK_SECONDS);
  if (told?.status === 404) return "";
  return told?.status === 200 && matches(told.body, "^%x+$") ? string.lower(told.body) : undefined;
}

/**
 * Whether an instance's data set says the same as a part's (scripts/docker/orthanc-received.c): what has come by C-STORE has
 * other File Meta Information, and lengths of sequences, than the file that somebody else has. undefined as for `lookUp`.
 */
export function hasDataSetOf(id: string, part: HeldPart): boolean | undefined {
  const [path] = string.gsub(STORE.compare.template, "{id}", id);
  const [told] = handOver(path, part, false);
  if (told?.status === 404) return false;
  return told?.status === 200 ? decodeObject(told.body)?.["Same"] === true : undefined;
}
