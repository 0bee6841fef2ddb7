/** Cookies as RFC 6265 keeps them, but for each origin, and without SameSite: what must hold may not rest on it. */
export interface Jar {
  /** Takes the Set-Cookie headers of an answer. */
  readonly keep: (url: string, lines: readonly string[]) => void;
  /** The value of the Cookie header for an address, "" without one. */
  readonly header: (url: string) => string;
  /** Forgets the cookies of an origin whose names match. */
  readonly forget: (url: string, name?: RegExp) => void;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

function read(line: string): Cookie & { over: boolean } {
  const [, name = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
  const path = /;\s*path=([^;]*)/i.exec(line)?.[1] ?? "/";
  const over = /;\s*max-age=0(;|$)/i.test(line) || /;\s*expires=thu, 01 jan 1970/i.test(line);
  return { name, value, path, over };
}

/** Section 5.1.4 of RFC 6265. */
function matches(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith("/") ? cookiePath : `${cookiePath}/`);
}

export function newJar(): Jar {
  const origins = new Map<string, Map<string, Cookie>>();
  const of = (url: string): Map<string, Cookie> => {
    const { origin } = new URL(url);
    const cookies = origins.get(origin) ?? new Map<string, Cookie>();
    origins.set(origin, cookies);
    return cookies;
  };
  return {
    keep: (url, lines) => {
      for (const { over, ...cookie } of lines.map(read)) {
        const key = `${cookie.name} ${cookie.path}`;
        if (over) of(url).delete(key);
        else of(url).set(key, cookie);
      }
    },
    header: (url) => {
      const { pathname } = new URL(url);
      const sent = [...of(url).values()].filter(({ path }) => matches(pathname, path));
      return sent.map(({ name, value }) => `${name}=${value}`).join("; ");
    },
    forget: (url, name = /./) => {
      for (const [key, cookie] of of(url)) if (name.test(cookie.name)) of(url).delete(key);
    },
  };
}
