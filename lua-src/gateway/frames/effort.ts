/** How many heads of elements are still read: the bound of a file's work. */
export interface Effort {
  left: number;
}

/** After so many, other requests of the worker get their turn. */
const TURN = 16_384;

/** Takes one more; false where there are none left. */
export function spend(effort: Effort): boolean {
  effort.left -= 1;
  // Not 0, which Debian's nginx warns of each time.
  if (effort.left % TURN === 0) ngx.sleep(0.001);
  return effort.left >= 0;
}
