import { guarded } from "../gateway/guard";
import { accessInternal } from "../gateway/access/access-public";

guarded(accessInternal);
