import { guarded } from "../gateway/guard";
import { accessHealth } from "../gateway/http/access-public";

guarded(accessHealth);
