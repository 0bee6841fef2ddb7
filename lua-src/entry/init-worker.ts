import { logged } from "../gateway/guard";
import { startFirstAdmin } from "../gateway/identity/first-admin";
import { followPolicy } from "../gateway/policy/current";

logged(startFirstAdmin);
logged(followPolicy);
