import { logged } from "../gateway/guard";
import { presentCertificate } from "../gateway/tls/certificate";

logged(presentCertificate);
