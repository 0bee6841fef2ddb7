import { guarded } from "../gateway/guard";
import { accessLogin } from "../gateway/access/access-login";

guarded(accessLogin);
