import { guarded } from "../gateway/guard";
import { accessPlainHttp } from "../gateway/http/access-plain-http";

guarded(accessPlainHttp);
