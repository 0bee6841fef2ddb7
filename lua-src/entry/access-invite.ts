import { accessInvite } from "../gateway/access/access-login";
import { guarded } from "../gateway/guard";

guarded(accessInvite);
