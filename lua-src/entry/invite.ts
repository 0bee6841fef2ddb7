import { invitation } from "../gateway/account-pages/invitation";
import { guarded } from "../gateway/guard";

guarded(invitation);
