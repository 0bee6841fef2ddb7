import { answerBroken } from "../gateway/breaker/guard-archive";
import { guarded } from "../gateway/guard";

guarded(answerBroken);
