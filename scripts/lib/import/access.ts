/** As whom an import is sent: a token's owner, or somebody who logs in. */
import { readFileSync } from "node:fs";
import { isLoopbackHost, parseOrigin } from "../../../lua-src/shared/settings/network";
import { ask } from "../ask";
import { logIn, logOut, type NoSession } from "../gateway-client";
import { readConfiguration } from "../settings";
import type { Gateway } from "./store";

export interface Access extends Gateway {
  readonly end: () => Promise<void>;
}

const SENTENCES: Readonly<Record<NoSession, string>> = {
  refused: "Name or password is wrong.",
  "password must be changed": "The first password has to be changed before it can be used: open URL/ and log in there.",
  "too many attempts": "Too many logins at once; wait a minute.",
  unavailable: "The gateway cannot check logins at the moment; see npm run logs.",
};

/** PUBLIC_URL and the first admin's name of this stack, or what is wrong with its settings. */
export function stackHere(): { readonly url: string; readonly admin: string } | string {
  const read = readConfiguration(process.env);
  if ("problems" in read) return read.problems.map(({ code, sentence }) => `${code}: ${sentence}`).join("\n");
  const { publicUrl, adminName } = read.configuration.settings;
  return { url: publicUrl, admin: adminName };
}

function tokenIn(file: string | undefined): string | undefined | { readonly wrong: string } {
  const given = process.env["COLLIMATOR_TOKEN"];
  if (file === undefined) return given === "" ? undefined : given;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    return { wrong: `--token-file "${file}" cannot be read: ${(cause as Error).message}` };
  }
}

/** Whether nobody on a network reads what is sent to an address. */
function isPrivate(url: string): boolean {
  return url.startsWith("https:") || isLoopbackHost(parseOrigin(url)?.host ?? "");
}

/** Whether a gateway answers at the address itself; a sentence if not. */
async function reach(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/healthz`, { redirect: "manual" });
    await answer.arrayBuffer();
    if (answer.status < 300 || answer.status >= 400) return undefined;
    return `${url} leads to ${answer.headers.get("Location") ?? "another address"}; give the PUBLIC_URL itself.`;
  } catch (cause) {
    const because = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    return `${url} does not answer: ${because}. Is the stack running (npm start)?`;
  }
}

/** Opens the way to a gateway; a sentence if that fails. `admin`: whose name is meant if none is typed. */
export async function openAccess(url: string, admin: string, tokenFile?: string): Promise<Access | string> {
  const token = tokenIn(tokenFile);
  if (typeof token === "object") return token.wrong;
  if (!isPrivate(url)) {
    return `${url} would get the password or token and the images unencrypted: use https, or forward a port of this machine (docs/import.md).`;
  }
  const unreachable = await reach(url);
  if (unreachable !== undefined) return unreachable;
  if (token !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(token)) return `${tokenFile ?? "COLLIMATOR_TOKEN"} holds no token.`;
    return { url, headers: { Authorization: `Bearer ${token}` }, end: () => Promise.resolve() };
  }
  const user = process.env["COLLIMATOR_USER"] ?? (await ask(admin === "" ? "Name: " : `Name (${admin}): `));
  const password = process.env["COLLIMATOR_PASSWORD"] ?? (await ask("Password: ", true));
  if (user === undefined || password === undefined) {
    return "Set COLLIMATOR_TOKEN, or COLLIMATOR_USER and COLLIMATOR_PASSWORD, or run this on a terminal.";
  }
  const session = await logIn(url, user === "" ? admin : user, password);
  if (typeof session === "string") return SENTENCES[session].replace("URL", url);
  return { url, headers: { Cookie: session.cookie, Origin: url }, end: () => logOut(session).catch(() => undefined) };
}
