import type { Setting } from "./setting";

/** What the containers may use: memory, disk, addresses. */
export const capacitySettings = [
  {
    name: "UPLOAD_LIMIT",
    field: "uploadLimitBytes",
    gateway: true,
    fallback: "1g",
    explanation: "Largest upload in one request; ORTHANC_MEMORY has to grow with it.",
    kind: { type: "size", min: "1m", max: "8g" },
  },
  {
    name: "ORTHANC_MEMORY",
    field: "orthancMemory",
    fallback: "5g",
    explanation: "Memory limit of the archive.",
    kind: { type: "size", min: "1g", max: "1024g" },
  },
  {
    name: "ARCHIVE_MIN_FREE",
    field: "archiveMinFreeBytes",
    gateway: true,
    fallback: "1g",
    explanation: "Disk that the archive leaves free: with less it stores nothing more, and all else goes on.",
    kind: { type: "size", min: "16m", max: "16384g" },
  },
  {
    name: "GATEWAY_MEMORY",
    fallback: "1g",
    explanation: "Memory limit of the gateway.",
    kind: { type: "size", min: "512m", max: "256g" },
  },
  {
    name: "VALKEY_MEMORY",
    field: "valkeyMemory",
    fallback: "512m",
    explanation: "Memory limit of the shared state (users, sessions); three fifths of it may hold data.",
    kind: { type: "size", min: "64m", max: "256g" },
  },
  {
    name: "CACHE_SIZE",
    field: "cacheBytes",
    gateway: true,
    fallback: "10g",
    explanation: "Disk for answers of the archive that are kept, so that they are read once; off keeps none.",
    kind: { type: "size", min: "256m", max: "16384g", off: true },
  },
  {
    name: "ARCHIVE_NET",
    field: "archiveNet",
    fallback: "10.213.77",
    explanation:
      "First three octets of the private /24 network between gateway and archive; change it where it is in use.",
    kind: { type: "subnet" },
  },
] as const satisfies readonly Setting[];
