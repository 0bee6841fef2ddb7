import { guarded } from "../gateway/guard";
import { accessWarm } from "../gateway/access/access-warm";

guarded(accessWarm);
