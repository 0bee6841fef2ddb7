/**
 * HTTP/2 announces a body by no header (RFC 9113, section 8.1), so the parser cannot see one on a request that should
 * have none. nginx passes it on, in chunks or, where it has come already, with a length. It would be a part of a request
 * that nobody has parsed: refused, here in the inner server. The outer server names a Content-Type where the transaction
 * has a body, and nowhere else.
 */
export function refuseUnannouncedBody(): void {
  if ((ngx.var["http_content_type"] ?? "") !== "") return;
  const length = ngx.var["http_content_length"] ?? "0";
  if (length !== "0" || ngx.var["http_transfer_encoding"] !== undefined) ngx.exit(400);
}
