import { followSpace } from "../gateway/cache/space";
import { watchArchive } from "../gateway/cache/watch";
import { reserveCounters } from "../gateway/cache/writes";
import { logged } from "../gateway/guard";
import { startFirstAdmin } from "../gateway/identity/first-admin";
import { followPolicy } from "../gateway/policy/current";
import { startCertificateWatch } from "../gateway/tls/watch";
import { giveOwnBack } from "../gateway/turns/slots";
import { startWarming } from "../gateway/warming/start";

logged(reserveCounters);
logged(giveOwnBack);
logged(startFirstAdmin);
logged(followPolicy);
logged(startCertificateWatch);
logged(followSpace);
logged(watchArchive);
logged(startWarming);
