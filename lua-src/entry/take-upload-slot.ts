import { refuseUnannouncedBody } from "../gateway/archive/unannounced-body";
import { takeUploadSlot } from "../gateway/archive/upload-slots";
import { markRemoval } from "../gateway/cache/removed";
import { guarded } from "../gateway/guard";
import { takeTurn } from "../gateway/turns/turns";

guarded(refuseUnannouncedBody);
guarded(takeUploadSlot);
guarded(takeTurn);
guarded(markRemoval);
