import { people } from "../gateway/account-pages/people";
import { guarded } from "../gateway/guard";

guarded(people);
