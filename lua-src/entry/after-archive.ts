import { noteEnd } from "../gateway/breaker/guard-archive";
import { landFlight } from "../gateway/cache/flights";
import { settleWrites } from "../gateway/cache/writes";
import { logged } from "../gateway/guard";
import { returnOwnBytes } from "../gateway/queue/take-bytes";
import { endTurn } from "../gateway/queue/turns";

logged(landFlight);
logged(noteEnd);
logged(endTurn);
logged(returnOwnBytes);
logged(settleWrites);
