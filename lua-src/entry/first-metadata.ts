import { guarded } from "../gateway/guard";
import { retrieveFirstMetadata } from "../gateway/two-patients/first-metadata";

guarded(retrieveFirstMetadata);
