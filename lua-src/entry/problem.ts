import { guarded } from "../gateway/guard";
import { problem } from "../gateway/access/problem";

guarded(problem);
