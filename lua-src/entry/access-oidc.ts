import { guarded } from "../gateway/guard";
import { accessOidc } from "../gateway/access/access-oidc";

guarded(accessOidc);
