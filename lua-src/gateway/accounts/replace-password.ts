import { changeUserAndEpoch, type User } from "./user-record";
import { valkey } from "../state/valkey";
import { failure, stateFailure, type Result } from "./failure";
import { alone, loadUser } from "./people";

/**
 * Puts a new password over the one that was checked, and over no other: while it was checked and hashed, the account
 * may have been reset, disabled, or removed and made anew. `user` is the record that was checked, `encoded` the new
 * password as shared/password-hash writes it. The user's sessions are void afterwards, by the epoch.
 */
export function replacePassword({ name, epoch }: User, encoded: string): Result<User> {
  return alone((): Result<User> => {
    const [still, gone] = loadUser(name);
    if (still === undefined) return $multi(undefined, gone);
    if (still.disabled || still.epoch !== epoch) return $multi(undefined, failure("busy"));
    const [, broken] = valkey(changeUserAndEpoch(name, { password: encoded, mustChangePassword: false }));
    if (broken !== undefined) return $multi(undefined, stateFailure(broken));
    return loadUser(name);
  });
}
