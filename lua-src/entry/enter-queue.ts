import { guarded } from "../gateway/guard";
import { goOn, enterQueue } from "../gateway/queue/await-slot";

guarded(enterQueue);
guarded(goOn);
