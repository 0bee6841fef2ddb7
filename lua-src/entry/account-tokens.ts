import { endToken } from "../gateway/account-pages/account";
import { guarded } from "../gateway/guard";

guarded(endToken);
