import { guarded } from "../gateway/guard";
import { healthz } from "../gateway/health/health";

guarded(healthz);
