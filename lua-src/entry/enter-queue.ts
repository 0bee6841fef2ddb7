import { guarded } from "../gateway/guard";
import { goOn } from "../gateway/queue/go-on";
import { enterQueue } from "../gateway/queue/await-slot";

guarded(enterQueue);
guarded(goOn);
