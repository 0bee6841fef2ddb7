import type { Setting } from "./setting";

/** The first administrator, sessions, and log lines about requests without one. */
export const peopleSettings = [
  {
    name: "ADMIN_NAME",
    field: "adminName",
    gateway: true,
    fallback: "admin",
    explanation: "Login name of the first administrator; used at the very first start only.",
    kind: { type: "name" },
  },
  {
    name: "ADMIN_PASSWORD",
    field: "adminPassword",
    explanation:
      "First password of the administrator, changed at the first login; default: generated and printed once.",
    kind: { type: "password" },
    secret: true,
  },
  {
    name: "SESSION_IDLE_MINUTES",
    field: "sessionIdleSeconds",
    gateway: true,
    fallback: "30",
    explanation: "A session ends after this many minutes without a request.",
    kind: { type: "integer", min: 1, max: 1440, unit: "minutes" },
  },
  {
    name: "SESSION_MAX_HOURS",
    field: "sessionMaxSeconds",
    gateway: true,
    fallback: "12",
    explanation: "A session ends after this many hours, used or not.",
    kind: { type: "integer", min: 1, max: 168, unit: "hours" },
  },
  {
    name: "STRANGER_LOG_LINES",
    field: "strangerLogLines",
    gateway: true,
    fallback: "1200",
    explanation: "Lines an hour that the log holds about requests without a session or token; more are only counted.",
    kind: { type: "integer", min: 60, max: 1000000, unit: "lines" },
  },
] as const satisfies readonly Setting[];
