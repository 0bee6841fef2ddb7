/**
 * HTTP/2 announces a body by no header (RFC 9113, section 8.1), so the parser cannot see the one of a GET or DELETE.
 * nginx passes it on, in chunks or, where it has come already, with a length. It would be a part of a request that
 * nobody has parsed: refused, here in the inner server.
 */
export function refuseUnannouncedBody(): void {
  const method = ngx.req.get_method();
  if (method === "POST" || method === "PUT") return;
  const length = ngx.var["http_content_length"] ?? "0";
  if (length !== "0" || ngx.var["http_transfer_encoding"] !== undefined) ngx.exit(400);
}
