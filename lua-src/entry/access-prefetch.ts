import { guarded } from "../gateway/guard";
import { accessPrefetch } from "../gateway/access/access-prefetch";

guarded(accessPrefetch);
