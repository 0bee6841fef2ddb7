import { request } from "node:http";

/** An answer without its body. */
export interface Head {
  readonly status: number;
  readonly location: string;
}

/** A GET whose Host and Sec-Fetch-Mode can be chosen, which fetch does not allow. */
export async function httpGet(url: string, headers: Readonly<Record<string, string>>): Promise<Head> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? "" });
    });
    call.on("error", reject);
    call.end();
  });
}

/** The headers by which a browser goes to a page in a secure context. */
export const NAVIGATION = { Accept: "text/html,*/*;q=0.8", "Sec-Fetch-Mode": "navigate" };
