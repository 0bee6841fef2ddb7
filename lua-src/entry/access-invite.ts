import { accessInvite } from "../gateway/http/access-login";
import { guarded } from "../gateway/guard";

guarded(accessInvite);
