/** The bundle's entry: Orthanc finds its hooks by these global names. */
import { incomingHttpRequestFilter } from "./filter";
import { receivedInstanceFilter } from "./kept-metadata";

(globalThis as unknown as Record<string, unknown>)["IncomingHttpRequestFilter"] = incomingHttpRequestFilter;
(globalThis as unknown as Record<string, unknown>)["ReceivedInstanceFilter"] = receivedInstanceFilter;
