/**
 * What is loaded only when somebody opens it, and has failed to: the viewport that shows it says so.
 *
 * @module
 */

/** By `displaySetInstanceUID`. */
const failed = new Set<string>();
const listeners = new Set<() => void>();

/** Waits for the end of a load. One that succeeds later takes the words back. */
export function noteLoad(
  { displaySetInstanceUID: uid }: { readonly displaySetInstanceUID: string },
  load: Promise<unknown>,
): void {
  const note = (isFailed: boolean): void => {
    if (isFailed) failed.add(uid);
    else failed.delete(uid);
    for (const listen of listeners) listen();
  };
  load.then(
    () => {
      note(false);
    },
    (error: unknown) => {
      console.warn("Could not be loaded:", error);
      note(true);
    },
  );
}

export function hasFailedToLoad(uid: string): boolean {
  return failed.has(uid);
}

/** Calls at the end of each load, until what is returned is called. */
export function onLoads(listen: () => void): () => void {
  listeners.add(listen);
  return () => {
    listeners.delete(listen);
  };
}
