import { guarded } from "../gateway/guard";
import { oidcLogin } from "../gateway/identity/oidc/login";

guarded(oidcLogin);
