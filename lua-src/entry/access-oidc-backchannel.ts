import { guarded } from "../gateway/guard";
import { accessOidcBackchannel } from "../gateway/http/access-oidc";

guarded(accessOidcBackchannel);
