/** The header fields that the grammars look at, as the client sent them (RFC 9110). */
export interface RequestHeaders {
  readonly accept?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentLength?: string;
  readonly transferEncoding?: string;
}
