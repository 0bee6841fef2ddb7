import { guarded } from "../gateway/guard";
import { oidcLoggedOut } from "../gateway/identity/oidc/logout";

guarded(oidcLoggedOut);
