import { handOnPart } from "../gateway/frames/single-part";
import { breakOffSlow } from "../gateway/queue/slow-readers";

// Without the guard: the error that these throw is what ends the answer.
handOnPart();
breakOffSlow();
