import { checkForms } from "../gateway/cache/check-forms";
import { beginEscaping } from "../gateway/archive/escape-json";
import { fileAnswer } from "../gateway/cache/filing";
import { guarded } from "../gateway/guard";

guarded(checkForms);
guarded(fileAnswer);
// Last: it takes away the length that the others look at.
guarded(beginEscaping);
