import { logged } from "../gateway/guard";
import { startFirstAdmin } from "../gateway/identity/first-admin";
import { startCertificateWatch } from "../gateway/tls/watch";

logged(startFirstAdmin);
logged(startCertificateWatch);
