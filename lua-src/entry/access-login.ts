import { guarded } from "../gateway/guard";
import { accessLogin } from "../gateway/http/access-login";

guarded(accessLogin);
