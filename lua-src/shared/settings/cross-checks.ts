import { passwordWeakness } from "./password-strength";
import { problem, type Problem } from "./problems";
import type { Settings } from "./settings";
import { formatSize, leastArchiveMemory } from "./size";
import { tlsChecks } from "./tls-checks";

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

function archiveMemory({ orthancMemory, uploadLimitBytes }: Settings): Problem | undefined {
  const least = leastArchiveMemory(uploadLimitBytes);
  if (orthancMemory >= least) return undefined;
  const limit = formatSize(uploadLimitBytes);
  const said = `is "${formatSize(orthancMemory)}"; with UPLOAD_LIMIT ${limit} it must be at least ${formatSize(least)}.`;
  return problem("CFG-010", "ORTHANC_MEMORY", said);
}

function sessionLength({ sessionIdleSeconds, sessionMaxSeconds }: Settings): Problem | undefined {
  if (sessionIdleSeconds <= sessionMaxSeconds) return undefined;
  const said = `is "${sessionIdleSeconds / 60}"; it must be at most SESSION_MAX_HOURS, which is ${sessionMaxSeconds / 60} minutes.`;
  return problem("CFG-012", "SESSION_IDLE_MINUTES", said);
}

function adminPassword(settings: Settings): Problem | undefined {
  if (settings.adminPassword === "") return undefined;
  const weakness = passwordWeakness(settings.adminPassword, settings.adminName);
  if (weakness === undefined) return undefined;
  const said = `${weakness}; it must be 12 characters or more, at most 256 bytes, and hard to guess.`;
  return problem("CFG-016", "ADMIN_PASSWORD", said);
}

/** Each origin once, and PUBLIC_URL not: it needs no leave, and whoever names it has mistaken the setting's meaning. */
function corsOrigins({ corsOrigins: text, publicUrl }: Settings): Problem | undefined {
  const seen: string[] = [];
  for (const origin of text.split(",")) {
    if (origin === publicUrl) {
      const said = `holds "${origin}", which is PUBLIC_URL; it must hold other origins only.`;
      return problem("CFG-049", "CORS_ORIGINS", said);
    }
    if (seen.includes(origin)) {
      return problem("CFG-049", "CORS_ORIGINS", `holds "${origin}" twice; it must be there once.`);
    }
    seen.push(origin);
  }
  return undefined;
}
