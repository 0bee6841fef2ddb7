import { request } from "node:http";

/** An answer without its body. */
export interface Head {
  readonly status: number;
  readonly location: string;
}

/** The page that a browser is shown which goes to an address. */
export async function httpPage(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers: { ...headers, ...NAVIGATION } }, (response) => {
      response.toArray().then((pieces: Buffer[]) => {
        resolve(Buffer.concat(pieces).toString());
      }, reject);
    });
    call.on("error", reject);
    call.end();
  });
}

async function head(
  method: "GET" | "POST",
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Head> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? "" });
    });
    call.on("error", reject);
    call.end(body);
  });
}

/** A GET whose Host and Sec-Fetch-Mode can be chosen, which fetch does not allow. */
export async function httpGet(url: string, headers: Readonly<Record<string, string>>): Promise<Head> {
  return head("GET", url, headers, "");
}

/** A form, sent as a browser does that goes to a page with it. */
export async function httpPostForm(
  url: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<Head> {
  const body = new URLSearchParams(fields).toString();
  const form = {
    Origin: new URL(url).origin,
    "Content-Type": "application/x-www-form-urlencoded",
    "Content-Length": String(body.length),
    "Sec-Fetch-Site": "same-origin",
  };
  return head("POST", url, { ...NAVIGATION, ...form, ...headers }, body);
}

/** The headers by which a browser goes to a page in a secure context. */
export const NAVIGATION = { Accept: "text/html,*/*;q=0.8", "Sec-Fetch-Mode": "navigate" };
