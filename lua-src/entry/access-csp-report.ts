import { guarded } from "../gateway/guard";
import { accessCspReport } from "../gateway/access/access-csp-report";

guarded(accessCspReport);
