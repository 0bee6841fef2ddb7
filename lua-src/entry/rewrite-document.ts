import { rewriteDocument } from "../gateway/admin/documents/rewrite";
import { guarded } from "../gateway/guard";

guarded(rewriteDocument);
