import { rewriteDocument } from "../gateway/admin/documents/handler";
import { guarded } from "../gateway/guard";

guarded(rewriteDocument);
