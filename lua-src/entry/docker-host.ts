import { writeDockerHost } from "../setup/docker-host";

writeDockerHost();
