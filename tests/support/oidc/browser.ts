import { request as requestHttp } from "node:http";
import { Agent, request as requestHttps } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { LookupFunction } from "node:net";
import { newJar } from "./cookie-jar";

/** An answer to one request; `url` is where it came from. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Where it leads by a redirect or a Refresh header; undefined for an answer that stays. */
  readonly next: string | undefined;
  /** The addresses that were gone through to it, itself the last. */
  readonly trail: readonly string[];
}

/** A browser without a screen: cookies for each origin, and navigations as a person makes them. */
export interface Browser {
  /** Goes to an address and through every redirect, up to an answer that stays, or to one that leads where `until` says. */
  readonly open: (url: string, until?: (next: string) => boolean) => Promise<Page>;
  /** Follows where a page leads. */
  readonly follow: (page: Page, until?: (next: string) => boolean) => Promise<Page>;
  /** Sends a page's first form, or its first with this action, with these fields beside its hidden ones. */
  readonly submit: (
    page: Page,
    fields: Readonly<Record<string, string>>,
    action?: string,
    until?: (next: string) => boolean,
  ) => Promise<Page>;
  /** Sends a form of an origin's own to it. */
  readonly post: (
    url: string,
    fields: Readonly<Record<string, string>>,
    until?: (next: string) => boolean,
  ) => Promise<Page>;
  /** The value of the Cookie header for an address. */
  readonly cookies: (url: string) => string;
  /** Forgets the cookies of an origin whose names match. */
  readonly forget: (url: string, name?: RegExp) => void;
}

/** Every name is this machine's: the relay's host has the same ports here as in a stack. */
export const lookup: LookupFunction = (_host, options, found) => {
  if (options.all === true) found(null, [{ address: "127.0.0.1", family: 4 }]);
  else found(null, "127.0.0.1", 4);
};

interface Sent {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function exchange(url: string, ca: string, agent: Agent, sent: Sent): Promise<Page> {
  const { method, headers, body } = sent;
  const secure = url.startsWith("https:");
  return new Promise((resolve, reject) => {
    const call = secure
      ? requestHttps(url, { method, headers, agent, ca, lookup })
      : requestHttp(url, { method, headers, agent: false, lookup });
    call.setTimeout(30_000, () => call.destroy(new Error(`no answer in 30 s: ${url}`)));
    call.on("error", (error: NodeJS.ErrnoException) => {
      // A server may close a connection that was idle just as it is used again; browsers take another one then.
      if (call.reusedSocket && error.code === "ECONNRESET") resolve(exchange(url, ca, agent, sent));
      else reject(new Error(`${method} ${url}: ${error.message}`, { cause: error }));
    });
    call.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode: status = 0, headers: got } = response;
        const refresh = /^0; *url=(.*)$/i.exec(String(got["refresh"] ?? ""))?.[1];
        const target = got.location ?? refresh;
        const next = target === undefined ? undefined : new URL(target, url).href;
        resolve({ url, status, headers: got, text: Buffer.concat(chunks).toString(), next, trail: [url] });
      });
    });
    call.end(body);
  });
}

/** Text of an attribute, as it was before it was written into HTML. */
export function unescape(text: string): string {
  const signs: Readonly<Record<string, string>> = { amp: "&", quot: '"', lt: "<", gt: ">", "#39": "'", "#x27": "'" };
  return text.replaceAll(/&(amp|quot|lt|gt|#39|#x27);/g, (_, name: string) => signs[name] ?? "");
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return value === undefined ? undefined : unescape(value);
}

/** The action of a page's first form, or of its first with this one, and its hidden fields. */
function formOf(page: Page, action?: string): { url: string; fields: Record<string, string> } {
  for (const [whole, tag = ""] of page.text.matchAll(/(<form\b[^>]*>)[\s\S]*?<\/form>/gi)) {
    const to = attribute(tag, "action") ?? page.url;
    if (action !== undefined && to !== action) continue;
    const fields: Record<string, string> = {};
    for (const [input] of whole.matchAll(/<input\b[^>]*>/gi)) {
      const name = attribute(input, "name");
      if (name !== undefined && attribute(input, "type") === "hidden") fields[name] = attribute(input, "value") ?? "";
    }
    return { url: new URL(to, page.url).href, fields };
  }
  throw new Error(`no form ${action ?? ""} at ${page.url}: ${page.status} ${page.text.slice(0, 500)}`);
}

const MAX_HOPS = 20;

/** Opens a new browser that trusts an authority's certificates. SameSite is not kept: what must hold may not rest on it. */
export function newBrowser(ca: string): Browser {
  const agent = new Agent({ keepAlive: true });
  const jar = newJar();
  const send = async (url: string, site: string, form?: string, origin?: string): Promise<Page> => {
    const cookie = jar.header(url);
    const headers = {
      Accept: "text/html,*/*;q=0.8",
      "Sec-Fetch-Mode": "navigate",
      "Sec-Fetch-Dest": "document",
      "Sec-Fetch-Site": site,
      ...(cookie === "" ? {} : { Cookie: cookie }),
      ...(form === undefined
        ? {}
        : {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": String(Buffer.byteLength(form)),
            Origin: origin ?? "null",
          }),
    };
    const page = await exchange(url, ca, agent, {
      method: form === undefined ? "GET" : "POST",
      headers,
      body: form ?? "",
    });
    jar.keep(url, page.headers["set-cookie"] ?? []);
    return page;
  };
  const through = async (first: Page, started: string, until?: (next: string) => boolean): Promise<Page> => {
    let page = first;
    let site = started;
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      const { next, trail } = page;
      if (next === undefined || until?.(next) === true) return page;
      if (new URL(next).origin !== new URL(page.url).origin) site = "cross-site";
      const answer = await send(next, site);
      page = { ...answer, trail: [...trail, next] };
    }
    throw new Error(`no end of redirects: ${page.trail.join(" ")}`);
  };
  return {
    cookies: jar.header,
    forget: jar.forget,
    open: async (url, until) => through(await send(url, "none"), "none", until),
    follow: async (page, until) => through(page, "same-origin", until),
    submit: async (page, more, action, until) => {
      const { url, fields } = formOf(page, action);
      const form = new URLSearchParams({ ...fields, ...more }).toString();
      const { origin } = new URL(page.url);
      const site = origin === new URL(url).origin ? "same-origin" : "cross-site";
      return through(await send(url, site, form, origin), site, until);
    },
    post: async (url, fields, until) => {
      const form = new URLSearchParams(fields).toString();
      return through(await send(url, "same-origin", form, new URL(url).origin), "same-origin", until);
    },
  };
}
