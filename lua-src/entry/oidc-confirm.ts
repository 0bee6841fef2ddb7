import { guarded } from "../gateway/guard";
import { oidcConfirm } from "../gateway/identity/oidc/login";

guarded(oidcConfirm);
