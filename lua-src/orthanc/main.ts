/** The bundle's entry: Orthanc finds its hook by this global name. */
import { incomingHttpRequestFilter } from "./filter";

(globalThis as unknown as Record<string, unknown>)["IncomingHttpRequestFilter"] = incomingHttpRequestFilter;
