import { releaseUploadSlot } from "../gateway/archive/upload-slots";
import { settleWrites } from "../gateway/cache/writes";
import { logged } from "../gateway/guard";
import { endTurn } from "../gateway/turns/turns";

logged(endTurn);
logged(releaseUploadSlot);
logged(settleWrites);
