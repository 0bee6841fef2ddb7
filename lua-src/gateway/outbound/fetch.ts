/**
 * What the gateway asks of other servers: HTTP/1.1 over nginx's own sockets (docs/adr/0013-outbound-by-cosockets.md).
 * One request a connection, no redirect followed, and a limit for everything.
 *
 * @module
 */
import { isThisMachine } from "../../shared/settings/network";
import { openTo } from "./connect";
import { type Connection, sendAll } from "./connection";
import { type OutboundFailure, WHOLE_SECONDS } from "./limits";
import { readBody } from "./read-body";
import { readHead } from "./read-head";
import { type OutboundRequest, requestText } from "./request-text";
import { isAddress, readUrl, type Target } from "./url";

export type { OutboundFailure } from "./limits";

export interface OutboundResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Fetched = LuaMultiReturn<[OutboundResponse] | [undefined, OutboundFailure]>;

/**
 * Sends one request and reads its whole answer, whatever its status. At most 10 s in all; 16 kB of head and 512 kB of
 * body are taken. TLS is always verified, and a server whose certificate is bad is told nothing.
 */
export function fetch(request: OutboundRequest): Fetched {
  const target = readUrl(request.url);
  const place = request.via === "" ? target : readOrigin(request.via);
  if (target === undefined || place === undefined || !isAllowed(target, place)) {
    return $multi(undefined, "outbound-address");
  }
  const text = requestText(request, target);
  if (text === undefined) return $multi(undefined, "outbound-address");
  const connection: Connection = { socket: ngx.socket.tcp(), endsAt: ngx.now() + WHOLE_SECONDS, unread: "" };
  const [response, failure] = exchange(connection, place, text);
  connection.socket.close();
  if (response === undefined) return $multi(undefined, failure);
  return $multi(response);
}

function readOrigin(origin: string): Target | undefined {
  const target = readUrl(origin);
  return target?.path === "/" ? target : undefined;
}

/** Plain http is for a provider on this machine; by another way to the same one (`via`) it may be plain as well. */
function isAllowed(target: Target, place: Target): boolean {
  if (target.scheme === "http" && !isThisMachine(target.host)) return false;
  if (target.scheme === "https" && place.scheme === "http") return false;
  return place.scheme === "http" || !isAddress(place.host);
}

function exchange(connection: Connection, place: Target, text: string): Fetched {
  const unopened = openTo(connection, place);
  if (unopened !== undefined) return $multi(undefined, unopened);
  const unsent = sendAll(connection, text);
  if (unsent !== undefined) return $multi(undefined, unsent);
  const [head, failure] = readHead(connection);
  if (head === undefined) return $multi(undefined, failure);
  const [body, broken] = readBody(connection, head);
  if (body === undefined) return $multi(undefined, broken);
  return $multi({ status: head.status, headers: head.headers, body });
}
