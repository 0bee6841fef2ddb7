import { releaseUploadSlot } from "../gateway/archive/upload-slots";
import { logged } from "../gateway/guard";

logged(releaseUploadSlot);
