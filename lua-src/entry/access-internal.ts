import { guarded } from "../gateway/guard";
import { accessInternal } from "../gateway/http/access-public";

guarded(accessInternal);
