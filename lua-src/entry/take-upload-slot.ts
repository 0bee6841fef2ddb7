import { takeUploadSlot } from "../gateway/archive/upload-slots";
import { guarded } from "../gateway/guard";

guarded(takeUploadSlot);
