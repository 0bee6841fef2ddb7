/** The bundle's entry: Orthanc finds its hooks by these global names. */
import { finalize, initialize, noteHeartBeat } from "./arrivals";
import { incomingHttpRequestFilter } from "./filter";
import { receivedCStoreInstanceFilter, receivedInstanceFilter } from "./received";
import { tellSilent } from "./refusals";

/** An error in a heart beat would end Orthanc's process. */
function survive(action: () => void): void {
  const [isDone, failure] = pcall(action);
  if (!isDone) print(`a defect in a hook: ${tostring(failure)}`);
}

/** Orthanc calls it every few seconds. */
function onHeartBeat(): void {
  survive(noteHeartBeat);
  survive(tellSilent);
}

(globalThis as unknown as Record<string, unknown>)["IncomingHttpRequestFilter"] = incomingHttpRequestFilter;
(globalThis as unknown as Record<string, unknown>)["ReceivedInstanceFilter"] = receivedInstanceFilter;
(globalThis as unknown as Record<string, unknown>)["ReceivedCStoreInstanceFilter"] = receivedCStoreInstanceFilter;
(globalThis as unknown as Record<string, unknown>)["OnHeartBeat"] = onHeartBeat;
(globalThis as unknown as Record<string, unknown>)["Initialize"] = () => {
  survive(initialize);
};
(globalThis as unknown as Record<string, unknown>)["Finalize"] = () => {
  survive(finalize);
};
