import { writeDockerHost, writeResolver, emptySpool } from "../setup/before-nginx";

writeDockerHost();
writeResolver();
emptySpool();
