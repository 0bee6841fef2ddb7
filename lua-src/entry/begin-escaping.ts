import { beginEscaping } from "../gateway/archive/escape-json";
import { guarded } from "../gateway/guard";

guarded(beginEscaping);
