import type { Scope } from "../../shared/policy/scopes";

/** A request to Orthanc, written anew from a parsed transaction; its method is the transaction's own. */
export interface UpstreamRequest {
  /** Path and query as Orthanc gets them, e.g. `/dicom-web/studies?limit=101`. */
  readonly path: string;
  /** Whose credentials it gets. */
  readonly scope: Scope;
  /** The one Accept header that Orthanc gets. */
  readonly accept: string;
  /** The Content-Type that Orthanc gets, where the transaction has a body. */
  readonly contentType?: string;
  /** The only representations that the answer may have, as `frame-representations.ts` writes them, parted by commas; none where any may. */
  readonly representations?: string;
  /** The only transfer syntaxes that whole objects may have, separated by commas; any if there are none. */
  readonly syntaxes?: string;
  /** The Warning field of the answer, where it is not all that was asked for. */
  readonly warning?: string;
  /** The Range that the inner server cuts out of Orthanc's answer, where it is a file that a player seeks in. */
  readonly range?: string;
  /** Whether the client's body is streamed on. */
  readonly body: boolean;
}
