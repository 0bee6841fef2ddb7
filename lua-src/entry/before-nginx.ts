import { writeDockerHost } from "../setup/docker-host";
import { writeResolver } from "../setup/resolver";
import { emptySpool } from "../setup/spool";

writeDockerHost();
writeResolver();
emptySpool();
