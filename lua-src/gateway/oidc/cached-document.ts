import { once } from "../timer";
import { report } from "../log";
import { fetch } from "../outbound/fetch";
import { addShared, recallShared, share, unshare } from "../state/shared";
import type { FlowError } from "./error";
import { viaOf } from "./endpoint";

/**
 * A document of the provider's that all workers share: its metadata, its keys. It is fetched when somebody needs it;
 * one that is no longer fresh goes on to be used while it is fetched again, for up to a day, so that a provider that is
 * down takes nobody's session away. A failure is remembered for two seconds, and one request fetches at a time: what
 * is slow at the provider costs few of the gateway's connections.
 *
 * @module
 */
export interface Cached {
  /** "" where the version is the one that the caller knows. */
  readonly text: string;
  /** Changes with each fetch. */
  readonly version: string;
}

export interface CachedDocument {
  readonly name: "metadata" | "keys";
  readonly freshSeconds: number;
  /** Whether a text is worth keeping; a reason where not. */
  readonly check: (text: string) => FlowError | undefined;
}

const STALE_SECONDS = 86400;
const FAILURE_SECONDS = 2;
/** Longer than any fetch may take. */
const FETCH_SECONDS = 15;
/** Anybody can send tokens with names of keys that there are not. */
const ANYBODY_SECONDS = 10;
const LOOK_EVERY_SECONDS = 0.05;
/** Requests of a worker that wait for a fetch of somebody else's. */
const MOST_WAITING = 64;

type Found = LuaMultiReturn<[Cached] | [undefined, FlowError]>;

let waiting = 0;

const zone = "oidc";

/** What is cached, fresh or not. The version is written last. A long text that is `known` is not copied again. */
function recall({ name }: CachedDocument, known: string): Cached | undefined {
  const version = recallShared(zone, `${name}:version`);
  if (version === undefined) return undefined;
  const text = version === known ? "" : recallShared(zone, `${name}:text`);
  return text === undefined ? undefined : { text, version };
}

function beginFetch({ name }: CachedDocument): boolean {
  return addShared(zone, `${name}:fetching`, "1", FETCH_SECONDS);
}

function endFetch({ name }: CachedDocument): void {
  unshare(zone, `${name}:fetching`);
}

function isFetching({ name }: CachedDocument): boolean {
  return recallShared(zone, `${name}:fetching`) !== undefined;
}

function load({ check }: CachedDocument, url: string): LuaMultiReturn<[string] | [undefined, FlowError]> {
  const headers = { Accept: "application/json" };
  const [answer, failure] = fetch({ method: "GET", url, headers, via: viaOf(url) });
  if (answer === undefined) return $multi(undefined, failure);
  if (answer.status !== 200) return $multi(undefined, "provider-status");
  const wrong = check(answer.body);
  if (wrong !== undefined) return $multi(undefined, wrong);
  return $multi(answer.body);
}

function recentFailure({ name }: CachedDocument): FlowError | undefined {
  return recallShared(zone, `${name}:failure`) as FlowError | undefined;
}

/** Fetches, if nobody else does; whoever has begun the fetch calls it. */
function fetchHere(document: CachedDocument, url: string): FlowError | undefined {
  const { name, freshSeconds } = document;
  const [text, failure] = load(document, url);
  if (text === undefined) {
    report(`provider: no ${name}: ${failure}`);
    share(zone, `${name}:failure`, failure, FAILURE_SECONDS);
  } else {
    share(zone, `${name}:text`, text, STALE_SECONDS + freshSeconds);
    share(zone, `${name}:fresh`, "1", freshSeconds);
    share(zone, `${name}:version`, string.format("%.3f", ngx.now()), STALE_SECONDS + freshSeconds);
  }
  endFetch(document);
  return text === undefined ? failure : undefined;
}

/** Waits for the fetch that somebody else has begun. */
function awaitFetch(document: CachedDocument): FlowError | undefined {
  if (waiting >= MOST_WAITING) return "provider-waits";
  waiting += 1;
  const end = ngx.now() + FETCH_SECONDS;
  while (isFetching(document) && ngx.now() < end) ngx.sleep(LOOK_EVERY_SECONDS);
  waiting -= 1;
  return recentFailure(document);
}

/** The document after a fetch, whoever made it. */
function afterFetch(document: CachedDocument, failure: FlowError | undefined): Found {
  const cached = recall(document, "");
  if (failure === undefined && cached !== undefined) return $multi(cached);
  return $multi(undefined, failure ?? "outbound-timeout");
}

/** Fetches now, or waits for whoever does. */
function fetchNow(document: CachedDocument, url: string): Found {
  return afterFetch(document, beginFetch(document) ? fetchHere(document, url) : awaitFetch(document));
}

function fetchBehind(document: CachedDocument, url: string): void {
  if (!beginFetch(document)) return;
  const started = once(0, () => {
    fetchHere(document, url);
  });
  if (!started) endFetch(document);
}

/** The document: cached, or fetched where there is none. `known` is the version that the caller has. */
export function cachedDocument(document: CachedDocument, url: string, known: string): Found {
  const cached = recall(document, known);
  if (cached !== undefined) {
    const isFresh = recallShared(zone, `${document.name}:fresh`) !== undefined;
    if (!isFresh && recentFailure(document) === undefined) fetchBehind(document, url);
    return $multi(cached);
  }
  const failed = recentFailure(document);
  if (failed !== undefined) return $multi(undefined, failed);
  return fetchNow(document, url);
}

/**
 * The document as it is now at the provider, for somebody who lacks something in what `seen` is the version of.
 * `anybody`: who asks may be a stranger, for whom the provider is asked once in ten seconds; all who come while it is
 * asked wait for the answer.
 */
export function renewedDocument(document: CachedDocument, url: string, seen: string, anybody: boolean): Found {
  const cached = recall(document, seen);
  if (cached !== undefined && cached.version !== seen) return $multi(cached);
  if (!anybody || !beginFetch(document)) return fetchNow(document, url);
  // Somebody may have fetched it just before this fetch.
  const latest = recall(document, seen);
  if (latest !== undefined && latest.version !== seen) {
    endFetch(document);
    return $multi(latest);
  }
  if (!addShared(zone, `${document.name}:anybody`, "1", ANYBODY_SECONDS)) {
    endFetch(document);
    return $multi(undefined, "key-unknown");
  }
  return afterFetch(document, fetchHere(document, url));
}
