import { guarded } from "../gateway/guard";
import { accessHealth } from "../gateway/access/access-public";

guarded(accessHealth);
