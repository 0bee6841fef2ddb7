import { guarded } from "../gateway/guard";
import { oidcCallback } from "../gateway/identity/oidc/callback-handler";

guarded(oidcCallback);
