import { guarded } from "../gateway/guard";
import { goOn } from "../gateway/queue/go-on";
import { takeTurn } from "../gateway/queue/turns";

guarded(takeTurn);
guarded(goOn);
