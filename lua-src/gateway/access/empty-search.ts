import { isSearch } from "../cache/key";
import type { Transaction } from "../dicomweb/transaction";
import { allowReading } from "./cross-origin";

/**
 * Answers a search that wants no results (`limit=0`), which Orthanc would take for any number: an empty list, and in XML
 * nothing at all (PS3.18, section 10.6.3). Returns for any other transaction.
 */
export function endEmptySearch(t: Transaction, warning: string | undefined): void {
  if (!isSearch(t) || t.query.limit !== 0) return;
  allowReading();
  if (warning !== undefined) ngx.var["collimator_warning"] = warning;
  if (t.mediaType === "application/dicom+xml") return ngx.exit(204);
  ngx.header["Content-Type"] = t.mediaType;
  ngx.header["Content-Length"] = "2";
  ngx.print("[]");
  ngx.exit(200);
}
