import { guarded } from "../gateway/guard";
import { login } from "../gateway/identity/login";

guarded(login);
