/**
 * The rooms of lua-src/, from the top down: a file imports from its own room and from rooms below it, never from one
 * above or beside it. dependency-cruiser holds that (dependency-cruiser.config.mjs); `npm run draw:rooms` draws it and
 * writes the list in docs/architecture.md.
 *
 * @module
 */

/** Each row stands above the next; `gateway` is the files that stand in that folder itself. */
const HOUSE = [
  { entry: "what nginx names: each file calls one handler" },
  {
    orthanc: "the filter and the hooks in Orthanc: Lua 5.3, one bundle",
    setup: "settings checked, and the files written that nginx, the gateway, Orthanc and Valkey read",
    "gateway/access": "the way of a request: read, route, identify, decide, hand over; refusals; what needs no session",
    "gateway/control": "what the command line asks of the running gateway",
    cli: "the command line",
  },
  { "gateway/routes": "what a request may be: a row for each transaction and for each page, and what it requires" },
  {
    "gateway/pages": "pages for a person's own account and for the accounts of others",
    "gateway/reports": "reports of policy violations",
  },
  { "gateway/identity": "whose request it is: session, API token, access token of the provider" },
  {
    "gateway/sign-in": "login, logout, step-up, passwords; the provider's callback and logout; the first administrator",
  },
  {
    "gateway/accounts": "people, sessions, API tokens, passwords, invitations",
    "gateway/oidc": "OpenID Connect: what is sent to the provider, and what its answers mean",
  },
  {
    "gateway/policy": "roles, and who may do what",
    "gateway/throttle": "what wrong passwords lead to",
    "gateway/jwt": "JSON Web Tokens: signatures, keys, claims",
  },
  {
    "gateway/verdicts": "what is known of a principal for a second",
    "gateway/health": "liveness, readiness, and what is known of the state",
    "gateway/following": "following the archive: its changes are read each second, epochs raised, collisions reported",
  },
  {
    "gateway/prefetch": "asks the archive for what the viewer will need, before it does",
    "gateway/store": "uploads (STOW-RS), part by part",
    "gateway/searches": "lists of studies, and searches that Orthanc's database cannot answer",
  },
  {
    "gateway/frames": "frames, read out of the archive's files",
    "gateway/breaker": "what was under way when the archive's process ended, and is not sent again",
  },
  {
    "gateway/two-patients": "a study that two patients have",
    "gateway/queue": "who waits for whom in front of the archive: slots, and a budget of memory",
  },
  {
    "gateway/cache": "keys, epochs, and what leaves the disk",
    "gateway/admin": "grammar of the administration, and its documents",
    "gateway/viewer": "grammar of the viewer's paths",
    "gateway/tls": "certificates, presented and watched",
  },
  {
    "gateway/dicomweb": "grammar of DICOMweb: parse, and build the request for Orthanc",
    "gateway/archive": "the client of Orthanc, and what passes over its answers",
    "gateway/templates": "templates and texts of pages",
  },
  {
    "gateway/http": "bytes: request, query, form, cookies, authorization, refusals",
    "gateway/outbound": "what the gateway asks of other servers: HTTP over nginx's own sockets",
  },
  { "gateway/state": "Valkey, and the memory that workers share" },
  {
    "gateway/config": "the settings as the gateway reads them",
    gateway: "the error boundary, the log, timers, opaque tokens",
  },
  { shared: "what several of these need, free of nginx and of the gateway: both locks' tables, the settings' schema" },
];

/** The rooms of each row. */
export const ROWS = HOUSE.map((row) => Object.keys(row));

/** What each room holds. */
export const CONTENTS = Object.assign({}, ...HOUSE);

/** The room of a file, by its path within lua-src; undefined where it is in none. */
export function roomOf(path) {
  const [top, second, third] = path.split("/");
  const room = top === "gateway" && third !== undefined ? `gateway/${second}` : top;
  return room in CONTENTS ? room : undefined;
}
