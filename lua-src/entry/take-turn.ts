import { guarded } from "../gateway/guard";
import { goOn } from "../gateway/turns/go-on";
import { takeTurn } from "../gateway/turns/turns";

guarded(takeTurn);
guarded(goOn);
