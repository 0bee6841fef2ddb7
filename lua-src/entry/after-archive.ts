import { noteEnd } from "../gateway/breaker/guard-archive";
import { endSingleFlight } from "../gateway/cache/single-flight";
import { settleWrites } from "../gateway/cache/writes";
import { logged } from "../gateway/guard";
import { returnOwnBytes } from "../gateway/queue/take-bytes";
import { returnOwnSlot } from "../gateway/queue/await-slot";

// Each has its own guard, so that one that fails does not keep the others from giving back what the request holds.
logged(endSingleFlight);
logged(noteEnd);
logged(returnOwnSlot);
logged(returnOwnBytes);
logged(settleWrites);
