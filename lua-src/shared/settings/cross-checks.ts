import { corsOrigins } from "./cors";
import { passwordWeakness } from "./password-strength";
import { problem } from "./problems";
import { formatSize, leastArchiveMemory } from "./size";
import { tlsChecks } from "./tls-checks";
import type { Problem, Settings } from "./types";

/** Checks what settings mean together. Each value is good by itself. */
export function crossChecks(settings: Settings): Problem[] {
  const checks = [tlsChecks, samePort, samePortAsHttps, archiveMemory, sessionLength, adminPassword, corsOrigins];
  const problems: Problem[] = [];
  for (const check of checks) {
    const found = check(settings);
    if (found !== undefined) problems.push(found);
  }
  return problems;
}

function samePort(settings: Settings): Problem | undefined {
  const { bindAddress, httpPort, dicomBind, dicomPort } = settings;
  const meet = bindAddress === dicomBind || bindAddress === "0.0.0.0" || dicomBind === "0.0.0.0";
  if (httpPort !== dicomPort || !meet) return undefined;
  return problem("CFG-019", "DICOM_PORT", `is "${dicomPort}", which is HTTP_PORT too; it must be another port.`);
}

function samePortAsHttps(settings: Settings): Problem | undefined {
  const { bindAddress, httpPort, httpsPort, dicomBind, dicomPort } = settings;
  if (httpsPort === undefined) return undefined;
  const meet = bindAddress === dicomBind || bindAddress === "0.0.0.0" || dicomBind === "0.0.0.0";
  const other = httpsPort === httpPort ? "HTTP_PORT" : httpsPort === dicomPort && meet ? "DICOM_PORT" : undefined;
  if (other === undefined) return undefined;
  return problem("CFG-031", "HTTPS_PORT", `is "${httpsPort}", which is ${other} too; it must be another port.`);
}

function archiveMemory(settings: Settings): Problem | undefined {
  const least = leastArchiveMemory(settings.uploadLimit);
  if (settings.orthancMemory >= least) return undefined;
  const has = formatSize(settings.orthancMemory);
  const limit = formatSize(settings.uploadLimit);
  const said = `is "${has}"; with UPLOAD_LIMIT ${limit} it must be at least ${formatSize(least)}.`;
  return problem("CFG-010", "ORTHANC_MEMORY", said);
}

function sessionLength(settings: Settings): Problem | undefined {
  const { sessionIdleMinutes, sessionMaxHours } = settings;
  if (sessionIdleMinutes <= sessionMaxHours * 60) return undefined;
  const said = `is "${sessionIdleMinutes}"; it must be at most SESSION_MAX_HOURS, which is ${sessionMaxHours * 60} minutes.`;
  return problem("CFG-012", "SESSION_IDLE_MINUTES", said);
}

function adminPassword(settings: Settings): Problem | undefined {
  if (settings.adminPassword === undefined) return undefined;
  const weakness = passwordWeakness(settings.adminPassword, settings.adminName);
  if (weakness === undefined) return undefined;
  const said = `${weakness}; it must be 12 characters or more, at most 256 bytes, and hard to guess.`;
  return problem("CFG-016", "ADMIN_PASSWORD", said);
}
