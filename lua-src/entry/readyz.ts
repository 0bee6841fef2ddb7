import { guarded } from "../gateway/guard";
import { readyz } from "../gateway/health/health";

guarded(readyz);
