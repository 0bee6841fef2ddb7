import { checkRepresentation } from "../gateway/cache/frame-representation";
import { beginEscaping } from "../gateway/archive/escape-json";
import { fileAnswer } from "../gateway/cache/filing";
import { beginPart } from "../gateway/frames/single-part";
import { guarded } from "../gateway/guard";

guarded(checkRepresentation);
guarded(fileAnswer);
guarded(beginPart);
// Last: it takes away the length that the others look at.
guarded(beginEscaping);
