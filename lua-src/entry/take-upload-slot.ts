import { refuseUnannouncedBody } from "../gateway/archive/unannounced-body";
import { takeUploadSlot } from "../gateway/archive/upload-slots";
import { guarded } from "../gateway/guard";

guarded(refuseUnannouncedBody);
guarded(takeUploadSlot);
