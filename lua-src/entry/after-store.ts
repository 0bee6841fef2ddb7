import { settleWrites } from "../gateway/cache/writes";
import { logged } from "../gateway/guard";
import { endUpload } from "../gateway/store/admission";

logged(endUpload);
logged(settleWrites);
