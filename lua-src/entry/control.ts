import { guarded } from "../gateway/guard";
import { control } from "../gateway/control/control";

guarded(control);
