import { guarded } from "../gateway/guard";
import { confirm } from "../gateway/identity/confirm";

guarded(confirm);
