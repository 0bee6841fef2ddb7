import { guarded } from "../gateway/guard";
import { accessPlainHttp } from "../gateway/access/access-plain-http";

guarded(accessPlainHttp);
