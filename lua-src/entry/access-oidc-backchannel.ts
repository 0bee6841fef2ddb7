import { guarded } from "../gateway/guard";
import { accessOidcBackchannel } from "../gateway/access/access-oidc";

guarded(accessOidcBackchannel);
