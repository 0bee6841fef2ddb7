import { api } from "dicomweb-client";
import { inject } from "vitest";
import XMLHttpRequest from "xhr2";

export const { DICOMwebClient } = api;

/** The client's methods. Its own declarations demand options that its documentation calls optional. */
export type Client = Readonly<
  Record<keyof InstanceType<typeof DICOMwebClient>, (options?: object) => Promise<unknown>>
>;

/** What dicomweb-client throws at an answer that is none of success. */
export interface ClientError {
  readonly status: number;
  readonly response: unknown;
}

/** As a browser would send it from the viewer's page: with the session's cookie and, where it stores, the origin. */
class SessionRequest extends XMLHttpRequest {
  /** xhr2 keeps these back, as browsers do from scripts; here nobody else sets them. */
  override readonly _restrictedHeaders = {};

  override open(method: string, url: string): void {
    super.open(method, url, true);
    this.setRequestHeader("Cookie", inject("session"));
    if (method.toUpperCase() === "POST") this.setRequestHeader("Origin", inject("stack").url);
  }
}

/** dicomweb-client against the project's stack, in its session. */
export function dicomwebClient(options: object = {}): Client {
  (globalThis as { XMLHttpRequest?: unknown }).XMLHttpRequest = SessionRequest;
  const settings = { url: `${inject("stack").url}/pacs`, verbose: false, singlepart: "", ...options };
  return new DICOMwebClient(settings) as unknown as Client;
}

/** The status and the named reason by which a request of the client's is refused; throws where it is not. */
export async function refusalOf(request: Promise<unknown>): Promise<{ status: number; reason: string }> {
  const error = await request.then(
    () => undefined,
    (failure: unknown) => failure as ClientError,
  );
  if (error?.status === undefined) throw new Error("it was not refused", { cause: error });
  const { response } = error;
  const text = response instanceof ArrayBuffer ? new TextDecoder().decode(response) : response;
  const problem = (typeof text === "string" ? JSON.parse(text) : text) as { reason?: string };
  return { status: error.status, reason: problem.reason ?? "" };
}
