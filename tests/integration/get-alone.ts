import { Agent, type ClientRequest, request } from "node:http";

const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly seconds: number;
}

/** A GET on a connection of its own, which any worker may take; the answer rejects if the request is destroyed. */
export function getAlone(
  url: string,
  headers: Readonly<Record<string, string>>,
): { readonly call: ClientRequest; readonly answer: Promise<Answer> } {
  const begun = performance.now();
  const call = request(url, { agent, headers });
  const answer = new Promise<Answer>((resolve, reject) => {
    call.on("error", reject);
    call.on("response", (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode: status = 0, headers: fields } = response;
        const seconds = (performance.now() - begun) / 1000;
        resolve({ status, headers: fields, body: Buffer.concat(pieces), seconds });
      });
    });
  });
  call.end();
  return { call, answer };
}
