import { invitePage } from "../gateway/account-pages/invite-person";
import { guarded } from "../gateway/guard";

guarded(invitePage);
