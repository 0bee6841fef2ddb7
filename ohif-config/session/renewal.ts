import { askSession, type SessionState } from "./ask-session";
import type { Layer } from "./layer";

/** Seconds between two looks for a session while the layer is open: another tab may have logged in. */
const LOOK_EVERY_SECONDS = 3;

/** Waits for the end of a session and for the next one. */
export interface Renewal {
  /** Resolves once the person who opened this page has a session again; opens the layer where that takes a login. */
  readonly renew: () => Promise<void>;
  /** Looks whether the session is still there and still the same person's, and acts where it is not. */
  readonly check: () => Promise<void>;
}

/**
 * Keeps the page to the person who opened it: what is unsaved here is theirs, so nothing goes on under another
 * account.
 *
 * @param learn gets each answer
 * @param opened whose page it is, if the page itself says so; else it is learned by the first look
 */
export function createRenewal(
  network: typeof fetch,
  layer: Layer,
  learn: (state: SessionState) => void,
  opened?: string,
): Renewal {
  let owner = opened;
  let renewing: Promise<void> | undefined;
  let wake = (): void => undefined;

  const ask = async (): Promise<SessionState> => {
    const state = await askSession(network);
    learn(state);
    return state;
  };

  /** Until the layer's login, or a few seconds. */
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, LOOK_EVERY_SECONDS * 1000);
    });

  /** Acts on a state; true where the page can go on. */
  const isRenewed = (state: SessionState, byLayer: boolean): boolean => {
    if (state === "unknown") return false;
    if (state === "ended") {
      layer.askLogin(owner ?? "");
      return false;
    }
    if (state.user !== owner) {
      // Whoever logs in here under another name means to leave; from another tab it may be a surprise.
      if (byLayer) location.reload();
      else layer.tellOtherAccount();
      return false;
    }
    if (state.passwordChangeDue) layer.tellPasswordDue();
    return !state.passwordChangeDue;
  };

  const untilRenewed = async (): Promise<void> => {
    let loggedIn = false;
    layer.onLogin(() => {
      loggedIn = true;
      wake();
    });
    for (;;) {
      const state = await ask();
      if (isRenewed(state, loggedIn)) break;
      // Asked once: somebody who stays on a page with files left to be sent is told what is wrong with it.
      if (state !== "unknown") loggedIn = false;
      await pause();
    }
    layer.close();
  };

  const renew = (): Promise<void> => {
    renewing ??= untilRenewed().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  const check = async (): Promise<void> => {
    if (renewing !== undefined) {
      wake();
      return;
    }
    const state = await ask();
    if (state === "unknown") return;
    if (owner === undefined && state !== "ended") owner = state.user;
    if (state === "ended" || state.user !== owner) await renew();
  };

  return { renew, check };
}
