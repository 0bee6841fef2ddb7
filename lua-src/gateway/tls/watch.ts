import { every } from "../timer";
import { readFile } from "../../shared/read-file";
import { day, type Facts, inspectPair } from "../../shared/tls/pair";
import { certificateHost, startPair, TLS_FOLDER } from "../../shared/tls/places";
import { settings } from "../config/settings";
import { logged } from "../guard";
import { notice, report } from "../log";
import { useCertificate } from "./certificate";

/** How often a worker looks at the files. Reading them is cheap, and sees links and mounts that have been turned. */
const EVERY_SECONDS = 5;
const DAY = 86400;
/** From so many days before its end on, the log speaks of it once a day. */
const WARN_DAYS = 14;

/** What the files held when they were last looked at, when they were last good, and when the log last spoke of it. */
let seen = "";
let used = "";
let told = "";
let facts: Facts | undefined;
let warnedAt = 0;

/** The files of the mode without `.crt` and `.key`; undefined where somebody else ends TLS, or nobody. */
function watched(): string | undefined {
  const { tlsMode } = settings();
  if (tlsMode === "files") return `${TLS_FOLDER}/tls`;
  return tlsMode === "self-signed" ? `/secrets/${startPair["self-signed"]}` : undefined;
}

/** Each worker presents its own copy; one of them speaks. */
function speaks(): boolean {
  return ngx.worker.id() === 0;
}

/**
 * Presents what is in the files, if it is good and new. Two files never change at one moment, so what is bad is told
 * only when it is still the same at the next look.
 */
function look(path: string, first: boolean): void {
  const certificate = readFile(`${path}.crt`);
  const key = readFile(`${path}.key`);
  const content = `${certificate ?? "-"}\n${key ?? "-"}`;
  if (content === used) return;
  const [good, fault] = inspectPair({ certificate, key }, certificateHost(settings().publicUrl), ngx.time());
  const failure = good === undefined ? fault.said : useCertificate(certificate ?? "", key ?? "");
  if (good !== undefined && failure === undefined) {
    used = content;
    facts = good;
    if (speaks() && !first) notice(`new certificate, good until ${day(good.notAfter)}`, { sha256: good.fingerprint });
  } else if (content === seen && told !== content && speaks()) {
    told = content;
    report(`the certificate stays as it was: ${failure ?? "unknown cause"}`);
  }
  seen = content;
}

function warn(): void {
  if (facts === undefined || !speaks() || ngx.time() - warnedAt < DAY) return;
  const left = facts.notAfter - ngx.time();
  if (left >= WARN_DAYS * DAY) return;
  warnedAt = ngx.time();
  const how = settings().tlsMode === "files" ? "put a new one into TLS_DIR" : "docker compose up --detach renews it";
  report(`the certificate ends on ${day(facts.notAfter)}: ${how}`);
}

/** Presents the certificate of the files from now on, and each new one from the moment that it is there. */
export function startCertificateWatch(): void {
  const path = watched();
  if (path === undefined) return;
  look(path, true);
  every(EVERY_SECONDS, () => {
    logged(() => look(path, false));
    warn();
  });
}
