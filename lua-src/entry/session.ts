import { guarded } from "../gateway/guard";
import { sessionAnswer } from "../gateway/identity/session-answer";

guarded(sessionAnswer);
