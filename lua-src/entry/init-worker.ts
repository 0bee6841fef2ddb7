import { logged } from "../gateway/guard";
import { startFirstAdmin } from "../gateway/identity/first-admin";
import { followPolicy } from "../gateway/policy/current";
import { startCertificateWatch } from "../gateway/tls/watch";

logged(startFirstAdmin);
logged(followPolicy);
logged(startCertificateWatch);
