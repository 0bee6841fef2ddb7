import { checkForms } from "../gateway/archive/check-forms";
import { fileAnswer } from "../gateway/cache/filing";
import { guarded } from "../gateway/guard";

guarded(checkForms);
guarded(fileAnswer);
