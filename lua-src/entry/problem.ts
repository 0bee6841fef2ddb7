import { guarded } from "../gateway/guard";
import { problem } from "../gateway/http/problem";

guarded(problem);
