import { noteEnd } from "../gateway/breaker/guard-archive";
import { landFlight } from "../gateway/cache/flights";
import { settleWrites } from "../gateway/cache/writes";
import { logged } from "../gateway/guard";
import { returnOwnBytes } from "../gateway/queue/take-bytes";
import { endTurn } from "../gateway/queue/turns";

// Each has its own guard, so that one that fails does not keep the others from giving back what the request holds.
logged(landFlight);
logged(noteEnd);
logged(endTurn);
logged(returnOwnBytes);
logged(settleWrites);
