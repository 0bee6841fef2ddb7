/**
 * When the provider is asked again after an answer that was good for `expiresIn` seconds (undefined: it did not say):
 * before the access token ends, and every quarter of an hour at least, so that who is shut out there is soon shut out
 * here. 0 for never, where it gave no refresh token.
 */
export function refreshAtOf(now: number, expiresIn: number | undefined, refreshToken: string): number {
  if (refreshToken === "") return 0;
  const life = math.min(expiresIn ?? DEFAULT_SECONDS, LONGEST_SECONDS);
  return now + math.max(SHORTEST_SECONDS, life - math.min(MARGIN_SECONDS, math.floor(life / 4)));
}

const DEFAULT_SECONDS = 300;
const LONGEST_SECONDS = 900;
const SHORTEST_SECONDS = 2;
const MARGIN_SECONDS = 30;
