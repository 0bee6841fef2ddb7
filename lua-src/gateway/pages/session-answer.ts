import { encode } from "../../shared/json";
import { grantsOf } from "../policy/grants";
import { refuseInside } from "../http/refusal";
import { findUser } from "../accounts/user-record";

/**
 * Tells the viewer's script who is logged in: `{"user": "...", "passwordChangeDue": false, "people": false,
 * "permissions": {"view": true}}`, where `people` says whether this person may change other people's accounts and
 * `permissions` has what the person's roles give; 503 if the account cannot be read. If there is no session, the outer
 * server has already answered 401.
 */
export function sessionAnswer(): void {
  const [user, failure] = findUser(ngx.var["http_x_user"] ?? "");
  if (failure !== undefined || user === undefined) return refuseInside(503, "state-unavailable");
  ngx.header["Content-Type"] = "application/json";
  const permissions = grantsOf(user.roles);
  const people = permissions["admin-permissions"] === true;
  ngx.print(encode({ user: user.name, passwordChangeDue: user.mustChangePassword, people, permissions }));
}
