import { guarded } from "../gateway/guard";
import { access } from "../gateway/access/access";

guarded(access);
