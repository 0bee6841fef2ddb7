/**
 * Which file of lua-src/ may import which: one way, down the list of rooms. Imports of types count like all others.
 *
 * @module
 */
import { ROWS } from "./scripts/lint/rooms.mjs";

/** The files of rooms, as a regular expression. The gateway's own files are those that stand in no folder of it. */
const filesOf = (rooms) =>
  `^lua-src/(?:${rooms.map((room) => (room === "gateway" ? "gateway/[^/]+$" : `${room}/`)).join("|")})`;

const KNOWN = [filesOf(ROWS.flat()), "^lua-src/types/"];

const downwards = ROWS.flatMap((row, depth) =>
  row.map((room) => ({
    name: `${room}-imports-downwards`,
    comment: "A room imports what stands below it in scripts/lint/rooms.mjs.",
    severity: "error",
    from: { path: filesOf([room]) },
    to: { path: filesOf([...ROWS.slice(0, depth).flat(), ...row.filter((other) => other !== room)]) },
  })),
).filter(({ to }) => !to.path.endsWith("(?:)"));

export default {
  forbidden: [
    { name: "no-cycle-of-files", severity: "error", from: {}, to: { circular: true } },
    { name: "no-cycle-of-folders", scope: "folder", severity: "error", from: {}, to: { circular: true } },
    ...downwards,
    {
      name: "each-file-in-a-room",
      comment: "A new folder gets its place in scripts/lint/rooms.mjs.",
      severity: "error",
      from: { path: "^lua-src/", pathNot: KNOWN },
      to: {},
    },
    { name: "each-import-from-a-room", severity: "error", from: {}, to: { path: "^lua-src/", pathNot: KNOWN } },
    {
      name: "shared-imports-nothing-of-the-gateway",
      severity: "error",
      from: { path: "^lua-src/shared/" },
      to: { path: "^lua-src/", pathNot: "^lua-src/(?:shared|types)/" },
    },
    {
      name: "protocols-know-no-page",
      comment: "oidc/ and jwt/ are the protocols alone.",
      severity: "error",
      from: { path: "^lua-src/gateway/(?:oidc|jwt)/" },
      to: { path: "^lua-src/gateway/(?:access|control|pages|reports|routes|sign-in|templates)/" },
    },
  ],
  options: {
    includeOnly: "^lua-src/",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
