import { refuseUnannouncedBody } from "../gateway/archive/unannounced-body";
import { goAlone, refuseAccused } from "../gateway/breaker/guard-archive";
import { markRemoval } from "../gateway/following/removed";
import { guarded } from "../gateway/guard";
import { checkSyntaxes } from "../gateway/queue/check-syntaxes";
import { takeBytes } from "../gateway/queue/take-bytes";
import { enterQueue, goOn } from "../gateway/queue/await-slot";
import { keepApart } from "../gateway/two-patients/keep-apart";

guarded(refuseUnannouncedBody);
guarded(refuseAccused);
guarded(enterQueue);
guarded(takeBytes);
guarded(keepApart);
guarded(checkSyntaxes);
guarded(goAlone);
guarded(markRemoval);
guarded(goOn);
