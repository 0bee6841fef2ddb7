import { account } from "../gateway/account-pages/account";
import { guarded } from "../gateway/guard";

guarded(account);
