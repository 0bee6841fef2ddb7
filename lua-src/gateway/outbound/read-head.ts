import { contains, find, matches, trim } from "../../shared/text";
import { type Connection, receiveMore, take } from "./connection";
import { type OutboundFailure, HEAD_BYTES } from "./limits";

/** Status line and headers of an answer. */
export interface Head {
  /** The x of HTTP/1.x. */
  readonly minor: number;
  readonly status: number;
  /** Names in lower case; the values of a name that stands there several times are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
}

type HeadResult = LuaMultiReturn<[Head] | [undefined, OutboundFailure]>;

/** Twice, they would say two things. */
const ONCE = ["content-length", "transfer-encoding", "content-type", "content-encoding"];

/** Reads the head of the final answer; interim ones before it (RFC 9110, section 15.2) are passed over. */
export function readHead(connection: Connection): HeadResult {
  let left = HEAD_BYTES;
  for (;;) {
    const [text, failure] = readHeadText(connection, left);
    if (text === undefined) return $multi(undefined, failure);
    left -= text.length + 4;
    const head = parseHead(text);
    // 101 would be another protocol, which nobody has asked for.
    if (head === undefined || head.status === 101) return $multi(undefined, "outbound-answer");
    if (head.status >= 200) return $multi(head);
  }
}

/** Everything before the first empty line. */
function readHeadText(connection: Connection, most: number): LuaMultiReturn<[string] | [undefined, OutboundFailure]> {
  for (;;) {
    const [end] = find(connection.unread, "\r\n\r\n", 1, true);
    if (end !== undefined && end - 1 + 4 <= most) {
      const text = take(connection, end - 1);
      take(connection, 4);
      return $multi(text);
    }
    if (end !== undefined || connection.unread.length >= most) return $multi(undefined, "outbound-size");
    // What is not HTTP at all need not be waited for.
    if (!isPerhapsHttp(connection.unread)) return $multi(undefined, "outbound-answer");
    const failure = receiveMore(connection);
    if (failure !== undefined) return $multi(undefined, failure === "closed" ? "outbound-answer" : failure);
  }
}

function isPerhapsHttp(text: string): boolean {
  const start = "HTTP/1.";
  const count = Math.min(text.length, start.length);
  return string.sub(text, 1, count) === string.sub(start, 1, count);
}

/** RFC 9112, sections 4 and 5. A header that goes on in the next line is refused, as is any control character. */
export function parseHead(text: string): Head | undefined {
  if (contains(text, "\0")) return undefined;
  const lines = text.split("\r\n");
  const [minor, status, reason = ""] = string.match(lines[0] ?? "", "^HTTP/1%.([01]) ([1-5]%d%d)(.*)$");
  if (minor === undefined || (reason !== "" && !matches(reason, "^ [^%c]*$"))) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines.slice(1)) {
    const [name, field] = string.match(line, "^([%w!#$%%&'*+.^_`|~-]+):(.*)$");
    if (name === undefined || field === undefined || matches(field, "[%z\x01-\x08\x0a-\x1f\x7f]")) return undefined;
    const value = trim(field);
    const lower = string.lower(name);
    const before = headers[lower];
    if (before !== undefined && ONCE.includes(lower)) return undefined;
    headers[lower] = before === undefined ? value : `${before}, ${value}`;
  }
  return { minor: tonumber(minor) ?? 0, status: tonumber(status) ?? 0, headers };
}
