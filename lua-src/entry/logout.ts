import { guarded } from "../gateway/guard";
import { logout } from "../gateway/identity/logout";

guarded(logout);
