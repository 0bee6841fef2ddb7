import { checkForms } from "../gateway/archive/check-forms";
import { guarded } from "../gateway/guard";

guarded(checkForms);
