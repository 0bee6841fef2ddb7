import { guarded } from "../gateway/guard";
import { answerPageAt } from "../gateway/http/pages";

guarded(answerPageAt);
