/** The bundle's entry: Orthanc finds its hooks by these global names. */
import { incomingHttpRequestFilter } from "./filter";
import { receivedCStoreInstanceFilter, receivedInstanceFilter } from "./received";
import { onHeartBeat } from "./refusals";

(globalThis as unknown as Record<string, unknown>)["IncomingHttpRequestFilter"] = incomingHttpRequestFilter;
(globalThis as unknown as Record<string, unknown>)["ReceivedInstanceFilter"] = receivedInstanceFilter;
(globalThis as unknown as Record<string, unknown>)["ReceivedCStoreInstanceFilter"] = receivedCStoreInstanceFilter;
(globalThis as unknown as Record<string, unknown>)["OnHeartBeat"] = onHeartBeat;
