import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const PAGE = "docs/limits.md";

/** Constants that bound something, by their names, with a number for a value. */
const CONSTANT =
  /^(?:export )?const ((?:[A-Z_]+_)?(?:MAX|MOST|LONGEST|LARGEST|SHORTEST|LEAST|AT_ONCE|AT_A_TIME|ATTEMPTS|WAITS|STEPS|POOL|PAGES?|SECONDS|MS|REQUESTS|BYTES|LIMIT|SLOTS|AHEAD|BLOCK)(?:_[A-Z_]+)?)(?:: [^=]+)? = ("?[\d][^;]*);/gm;

/** Directives of nginx that bound something. */
const DIRECTIVES = [
  ...[
    "lua_shared_dict",
    "lua_worker_thread_vm_pool_size",
    "limit_req_zone",
    "limit_conn_zone",
    "limit_req",
    "limit_conn",
    "thread_pool",
  ],
  ...["worker_connections", "worker_shutdown_timeout", "max_headers", "large_client_header_buffers", "lingering_time"],
  ...["lingering_timeout", "client_header_timeout", "client_body_timeout", "send_timeout", "resolver_timeout"],
  ...["client_max_body_size", "client_body_buffer_size", "keepalive", "keepalive_timeout", "keepalive_requests"],
  ...["proxy_connect_timeout", "proxy_read_timeout", "proxy_send_timeout", "proxy_cache_lock_timeout"],
  ...[
    "proxy_cache_lock_age",
    "proxy_buffers",
    "proxy_buffer_size",
    "proxy_busy_buffers_size",
    "lua_socket_buffer_size",
  ],
  ...[
    "proxy_max_temp_file_size",
    "ssl_session_timeout",
    "ssl_session_cache",
    "proxy_cache_path",
    "http2_max_concurrent_streams",
  ],
];
const DIRECTIVE = new RegExp(`^ *((?:${DIRECTIVES.join("|")}) [^;]+);`, "gm");

function filesBelow(folder: string, end: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name))
    .toSorted();
}

/** Everything that bounds something in the tree: `<file>: <constant> = <value>`, or `<file>: <directive>`. */
function boundsInTree(): string[] {
  const folders = ["lua-src/gateway", "lua-src/shared", "lua-src/orthanc", "ohif-config/upload", "scripts/lib/import"];
  const sources = folders.flatMap((folder) => filesBelow(folder, ".ts"));
  const constants = sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(CONSTANT)]
      .filter(([, , value = ""]) => !value.startsWith("0x"))
      .map(([, name, value]) => `${file}: ${String(name)} = ${String(value)}`),
  );
  const directives = filesBelow("nginx", ".conf").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(DIRECTIVE)].map(([, text]) => `${file}: ${String(text)}`),
  );
  return [...new Set([...constants, ...directives])];
}

interface Row {
  readonly what: string;
  readonly bounds: readonly string[];
  readonly then: string;
  readonly files: readonly string[];
}

/** Texts between back-quotes. */
const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => String(text));

/** The rows of all tables of the page. */
function rows(): Row[] {
  return readFileSync(PAGE, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (-|what +\|)/.test(line))
    .map((line) => {
      const [what = "", bound = "", then = "", where = ""] = line
        .split(/(?<!\\)\|/)
        .slice(1)
        .map((cell) => cell.trim());
      return { what, bounds: quoted(bound), then, files: quoted(where) };
    });
}

const named = (): string[] =>
  rows().flatMap(({ bounds, files }) => bounds.flatMap((bound) => files.map((file) => `${file}: ${bound}`)));

test("docs/limits.md names each limit of the code and of nginx with its value", () => {
  const page = new Set(named());
  const missing = boundsInTree().filter((bound) => !page.has(bound));
  expect(missing, `rows that ${PAGE} lacks, or has with another value: file, and what stands in it`).toEqual([]);
});

test("docs/limits.md names no limit that no longer exists", () => {
  const tree = new Set(boundsInTree());
  const gone = named().filter((bound) => /: ([A-Z_]+ = |[a-z_]+ \S)/.test(bound) && !tree.has(bound));
  expect(gone, `rows of ${PAGE} without anything in the tree`).toEqual([]);
});

test("each row of docs/limits.md says what it limits, what happens then, and where it is set", () => {
  const incomplete = rows().filter(({ what, then, files }) => what === "" || then === "" || files.length === 0);
  expect(incomplete).toEqual([]);
  expect(
    rows()
      .flatMap(({ files }) => files)
      .filter((file) => !existsSync(file)),
  ).toEqual([]);
});
