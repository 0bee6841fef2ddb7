import { guarded } from "../gateway/guard";
import { takeTurn } from "../gateway/turns/turns";

guarded(takeTurn);
