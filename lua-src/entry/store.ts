import { guarded } from "../gateway/guard";
import { storeInstances } from "../gateway/store/door";

guarded(storeInstances);
