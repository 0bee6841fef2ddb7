import { guarded } from "../gateway/guard";
import { accessOidc } from "../gateway/http/access-oidc";

guarded(accessOidc);
