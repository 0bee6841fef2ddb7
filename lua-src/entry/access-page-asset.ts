import { guarded } from "../gateway/guard";
import { accessPageAsset } from "../gateway/http/access-public";

guarded(accessPageAsset);
