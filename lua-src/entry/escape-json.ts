import { breakOffHalf, escapeJson } from "../gateway/archive/escape-json";
import { handOnPart } from "../gateway/frames/single-part";
import { guarded } from "../gateway/guard";
import { breakOffSlow } from "../gateway/queue/slow-readers";

breakOffHalf();
handOnPart();
// A failure ends the answer in the middle: in this phase there is no status to give any more.
guarded(escapeJson);
breakOffSlow();
