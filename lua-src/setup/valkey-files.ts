import type { Settings } from "../shared/settings/types";
import { writeFile } from "./files";
import { hosts, places } from "./places";

/** Commands that the gateway never sends, and that would lose or open the state. */
const refused = ["CONFIG", "DEBUG", "FLUSHALL", "FLUSHDB", "KEYS", "MODULE", "REPLICAOF", "SLAVEOF", "SWAPDB"];

/** Valkey's whole configuration: https://valkey.io/topics/valkey.conf/ */
export function writeValkeyFiles(settings: Settings, password: string): void {
  const lines = [
    "bind 0.0.0.0",
    `port ${hosts.valkey.port}`,
    "protected-mode yes",
    `requirepass ${password}`,
    "dir /data",
    // A change that was answered is on the disk: a revoked session stays revoked after a power cut.
    "appendonly yes",
    "appendfsync always",
    'save ""',
    // Full means that a write is refused, not that somebody's session or account is dropped.
    "maxmemory-policy noeviction",
    `maxmemory ${Math.floor((settings.valkeyMemory * 3) / 4)}`,
    'logfile ""',
    ...refused.map((command) => `rename-command ${command} ""`),
    "",
  ];
  writeFile(`${places.valkey}/valkey.conf`, lines.join("\n"));
}
