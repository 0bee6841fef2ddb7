import { personPage } from "../gateway/account-pages/person";
import { guarded } from "../gateway/guard";

guarded(personPage);
