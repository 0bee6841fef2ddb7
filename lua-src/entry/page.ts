import { guarded } from "../gateway/guard";
import { answerPageAt } from "../gateway/routes/pages";

guarded(answerPageAt);
