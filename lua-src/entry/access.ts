import { guarded } from "../gateway/guard";
import { access } from "../gateway/http/access";

guarded(access);
