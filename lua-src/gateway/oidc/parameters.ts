/** Parameters of requests to the provider, in their order; none is given twice. */
export type Parameters = readonly (readonly [name: string, value: string])[];

const ENCODED: Record<string, string> = {};

for (const byte of $range(0, 255)) {
  ENCODED[string.char(byte)] = byte === 32 ? "+" : string.format("%%%02X", byte);
}

/**
 * A text as application/x-www-form-urlencoded has it (RFC 6749, appendix B). What RFC 3986, section 2.3, calls unreserved
 * stays as it is, for receivers that decode nothing.
 */
export function formEncodeText(text: string): string {
  const [encoded] = string.gsub(text, "[^A-Za-z0-9._~-]", ENCODED);
  return encoded;
}

/** The parameters as a body of application/x-www-form-urlencoded, in their order. */
export function formEncode(parameters: Parameters): string {
  const pieces: string[] = [];
  for (const [name, value] of parameters) pieces.push(`${formEncodeText(name)}=${formEncodeText(value)}`);
  return table.concat(pieces, "&");
}

/** The address with parameters behind those that it has already (RFC 6749, section 3.1: they are retained). */
export function addToUrl(url: string, parameters: Parameters): string {
  const [query] = string.match(url, "%?(.*)$");
  if (query === undefined) return `${url}?${formEncode(parameters)}`;
  const isOpen = query === "" || string.sub(query, -1) === "&";
  return `${url}${isOpen ? "" : "&"}${formEncode(parameters)}`;
}
