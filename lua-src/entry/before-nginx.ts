import { writeDockerHost } from "../setup/docker-host";
import { writeResolver } from "../setup/resolver";

writeDockerHost();
writeResolver();
