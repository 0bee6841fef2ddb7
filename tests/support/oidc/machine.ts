import { request } from "node:https";
import { lookup } from "./browser";
import type { OidcLab } from "./lab";

/** A machine that the certified provider knows. */
export const MACHINE = { clientId: "night-export", clientSecret: "of the tests", groups: ["radiology"] } as const;

/** Gets a machine's access token for a resource, by its own credentials (RFC 6749, section 4.4). */
export async function machineToken(lab: OidcLab, issuer: string, resource: string): Promise<string> {
  const { clientId, clientSecret } = MACHINE;
  const form = { grant_type: "client_credentials", resource, client_id: clientId, client_secret: clientSecret };
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const call = request(`${issuer}/token`, { method: "POST", headers, ca: lab.ca, lookup, agent: false });
    call.on("error", reject);
    call.on("response", (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve(body));
    });
    call.end(new URLSearchParams(form).toString());
  });
  const { access_token: token } = JSON.parse(text) as { access_token?: string };
  if (token === undefined) throw new Error(`no token: ${text}`);
  return token;
}
