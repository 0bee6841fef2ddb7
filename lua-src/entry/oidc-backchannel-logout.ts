import { guarded } from "../gateway/guard";
import { backchannelLogout } from "../gateway/identity/oidc/backchannel-logout";

guarded(backchannelLogout);
