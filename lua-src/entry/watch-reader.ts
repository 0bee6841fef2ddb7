import { breakOffSlow } from "../gateway/memory/slow-readers";

breakOffSlow();
