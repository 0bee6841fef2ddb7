import { endSessions } from "../gateway/account-pages/account";
import { guarded } from "../gateway/guard";

guarded(endSessions);
