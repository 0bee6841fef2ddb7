import { guarded } from "../gateway/guard";
import { accessWarm } from "../gateway/http/access-warm";

guarded(accessWarm);
