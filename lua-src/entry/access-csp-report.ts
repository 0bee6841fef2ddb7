import { guarded } from "../gateway/guard";
import { accessCspReport } from "../gateway/http/access-csp-report";

guarded(accessCspReport);
