import type { Settings } from "../shared/settings/settings";
import { writeFile, hosts, places } from "./files";

/** All that the gateway and the health check send; nothing else is answered, not even with the password. */
const commands =
  "auth ping get set del exists expire multi exec scan hset hsetnx hdel hmget zadd zcard zscore zrange zrem zrevrank zremrangebyscore incr zrangebyscore hincrby hlen info".split(
    " ",
  );

/** Valkey's whole configuration: https://valkey.io/topics/valkey.conf/ */
export function writeValkeyFiles(settings: Settings, password: string): void {
  const lines = [
    "bind 0.0.0.0",
    `port ${hosts.valkey.port}`,
    "protected-mode yes",
    `user default on >${password} ~* resetchannels -@all ${commands.map((command) => `+${command}`).join(" ")}`,
    "dir /data",
    // A change that was answered is on the disk: a revoked session stays revoked after a power cut.
    "appendonly yes",
    "appendfsync always",
    'save ""',
    // Full means that a write is refused, not that somebody's session or account is dropped.
    "maxmemory-policy noeviction",
    // The rest is for rewriting the append-only file, during which a copy of each page that is written exists, and for
    // connections.
    `maxmemory ${Math.floor((settings.valkeyMemory * 3) / 5)}`,
    'logfile ""',
    "",
  ];
  writeFile(`${places.valkey}/valkey.conf`, lines.join("\n"));
}
