import { landFlight } from "../gateway/cache/flights";
import { settleWrites } from "../gateway/cache/writes";
import { logged } from "../gateway/guard";
import { endTurn } from "../gateway/turns/turns";

logged(landFlight);
logged(endTurn);
logged(settleWrites);
