import { ADMIN_ROUTES } from "../../../shared/policy/admin-routes";
import { findRoute, splitPath } from "../../../shared/policy/route-table";
import { rewriteBody } from "./rewrite";

/**
 * Puts the newly written body in place of the client's, in the inner server, which nginx then sends to Orthanc. A
 * refusal tells the outer server its reason in headers. Rewrite phase; the outer server has bounded the length.
 */
export function rewriteDocument(): void {
  const route = findRoute(ADMIN_ROUTES, ngx.req.get_method(), splitPath(ngx.var["uri"] ?? ""));
  if (route === undefined) return ngx.exit(404);
  ngx.req.read_body();
  const [body, refusal] = rewriteBody(route.template, ngx.req.get_body_data() ?? "");
  if (body === undefined) {
    ngx.header["X-Reason"] = refusal.reason;
    ngx.header["X-Detail"] = refusal.detail;
    return ngx.exit(refusal.status);
  }
  ngx.req.set_body_data(body);
}
