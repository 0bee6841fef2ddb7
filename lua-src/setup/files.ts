import { dir } from "posix.dirent";
import { close, fsync, unlink, write } from "posix.unistd";
import { O_CREAT, O_EXCL, O_WRONLY, open } from "posix.fcntl";
import { readFile } from "../shared/read-file";

/** Where `setup` finds and puts things; volumes of docker-compose.yml. */
export const places = {
  gateway: "/secrets/gateway",
  orthanc: "/secrets/orthanc",
  valkey: "/secrets/valkey",
  /** Valkey's data, read-only here. */
  state: "/state",
  /** Orthanc's storage, read-only here. */
  archive: "/archive",
  /** The project's ohif-config, read-only: `override.json` and `custom/`. */
  viewerInput: "/ohif-config",
  /** The folder POLICY_DIR, read-only. */
  policy: "/policy",
  /** The authorities that Debian's ca-certificates trusts. */
  systemCa: "/etc/ssl/certs/ca-certificates.crt",
  /** The file EXTRA_CA_CERTS; empty where there is none. */
  extraCa: "/run/secrets/extra_ca",
  viewerTemplate: "/usr/share/collimator/app-config.template.js",
} as const;

/** Addresses in the internal network and the ports of its members. */
export const hosts = {
  orthanc: { last: 3, port: 8042 },
  valkey: { last: 4, port: 6379 },
} as const;

/** Names in a folder without "." and ".."; none where there is no such folder. */
export function listFolder(path: string): string[] {
  const [ok, names] = pcall(dir, path);
  return ok ? names.filter((name) => name !== "." && name !== "..") : [];
}

/**
 * Writes a file that only its owner may read. A reader sees the old content or the new, never a part; a file that
 * holds this content already is left alone. Throws where the volume cannot be written.
 */
export function writeFile(path: string, content: string): void {
  if (readFile(path) === content) return;
  const temporary = path + ".new";
  unlink(temporary);
  const [fd, cause] = open(temporary, O_CREAT | O_EXCL | O_WRONLY, 0o600);
  if (fd === undefined) error(`${temporary} cannot be written: ${cause ?? "unknown cause"}`, 0);
  let done = 0;
  while (done < content.length) {
    const [count, failure] = write(fd, content.slice(done));
    if (count === undefined || count === 0) error(`${temporary} cannot be written: ${failure ?? "unknown cause"}`, 0);
    done += count;
  }
  fsync(fd);
  close(fd);
  const [renamed, failure] = os.rename(temporary, path);
  if (renamed !== true) error(`${path} cannot be written: ${failure}`, 0);
}

/** Removes a file if it is there. */
export function removeFile(path: string): void {
  unlink(path);
}

const CHUNK = 1024 * 1024;

/** Whether a file holds a short text; read piece by piece, since it may be large. */
export function fileHolds(path: string, text: string): boolean {
  const [file] = io.open(path, "rb");
  if (file === undefined) return false;
  let end = "";
  for (;;) {
    const piece = file.read(CHUNK);
    if (piece === undefined) break;
    if ((end + piece).includes(text)) {
      file.close();
      return true;
    }
    end = piece.slice(-text.length);
  }
  file.close();
  return false;
}
