import { guarded } from "../gateway/guard";
import { changePassword } from "../gateway/identity/change-password";

guarded(changePassword);
