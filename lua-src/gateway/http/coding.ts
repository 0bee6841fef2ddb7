import { contains, matches } from "../../shared/text";

/**
 * Compression is chosen here from a closed set; the client's header goes no further. Accept-Encoding with quality values
 * (RFC 9110, section 12.4.2) gets no compression; browsers never send them.
 */
function contentCoding(accepted: string): string {
  if (contains(accepted, "=")) return "";
  if (matches(accepted, "%f[%w]br%f[%W]")) return "br";
  return matches(accepted, "%f[%w]gzip%f[%W]") ? "gzip" : "";
}

/** What browsers send, so that it costs one look-up. */
const KNOWN_CODINGS: Readonly<Record<string, string | undefined>> = {
  "gzip, deflate, br, zstd": "br",
  "gzip, deflate, br": "br",
  "gzip, deflate": "gzip",
};

/** The coding that the client is given. */
export function acceptedCoding(): string {
  const accepted = ngx.var["http_accept_encoding"] ?? "";
  return KNOWN_CODINGS[accepted] ?? contentCoding(accepted);
}
