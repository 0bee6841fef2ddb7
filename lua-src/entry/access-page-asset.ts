import { guarded } from "../gateway/guard";
import { accessPageAsset } from "../gateway/access/access-public";

guarded(accessPageAsset);
