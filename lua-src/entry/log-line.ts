import { logged } from "../gateway/guard";
import { countLine } from "../gateway/throttle/log-lines";

logged(countLine);
