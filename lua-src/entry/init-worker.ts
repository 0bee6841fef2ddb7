import { logged } from "../gateway/guard";
import { startFirstAdmin } from "../gateway/identity/first-admin";

logged(startFirstAdmin);
