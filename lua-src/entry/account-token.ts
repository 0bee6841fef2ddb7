import { newTokenPage } from "../gateway/account-pages/new-token";
import { guarded } from "../gateway/guard";

guarded(newTokenPage);
