import { until } from "../support/docker";
import { type DebianProvider, shownKeys } from "./debian-provider";

/**
 * Makes the next key the one in use, as LemonLDAP::NG's own script does, and makes another next one; waits until every
 * worker of the provider has it so. Twice, and a key is in use that was not shown before the first time.
 *
 * @returns the identifier of the key that is now in use
 */
export async function rotateDebianKeys(provider: DebianProvider): Promise<string> {
  const before = await shownKeys(provider);
  const used = before[0]?.[0];
  await provider.run("/usr/share/lemonldap-ng/bin/rotateOidcKeys");
  return until("every worker to use the next key", async () => {
    const shown = await shownKeys(provider);
    const first = shown[0]?.[0];
    const isDone = first !== used && shown.every((keys) => keys[0] === first);
    return isDone ? first : undefined;
  });
}
