import { refuseUnannouncedBody } from "../gateway/archive/unannounced-body";
import { markRemoval } from "../gateway/cache/removed";
import { guarded } from "../gateway/guard";
import { takeBytes } from "../gateway/memory/take-bytes";
import { takeTurn } from "../gateway/turns/turns";

guarded(refuseUnannouncedBody);
guarded(takeTurn);
guarded(takeBytes);
guarded(markRemoval);
