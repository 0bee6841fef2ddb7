import { markStored } from "../gateway/cache/stored";
import { logged } from "../gateway/guard";

logged(markStored);
