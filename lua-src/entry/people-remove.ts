import { removePage } from "../gateway/account-pages/remove-person";
import { guarded } from "../gateway/guard";

guarded(removePage);
