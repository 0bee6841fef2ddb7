import { breakOffSlow } from "../gateway/queue/slow-readers";

breakOffSlow();
