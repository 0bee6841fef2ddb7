import { guarded } from "../gateway/guard";
import { cspReport } from "../gateway/reports/csp-report";

guarded(cspReport);
