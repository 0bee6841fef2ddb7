import { join } from "node:path";
import { GenericContainer, Network, Wait } from "testcontainers";
import { imageName } from "../../../scripts/lib/image";

const FOLDER = import.meta.dirname;

/** Starts the plain recipe with an empty archive of its own. */
export async function startRecipe(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const network = await new Network().start();
  const archive = await new GenericContainer(imageName("orthanc"))
    .withNetwork(network)
    .withNetworkAliases("recipe-orthanc")
    .withBindMounts([{ source: join(FOLDER, "orthanc.json"), target: "/recipe/orthanc.json", mode: "ro" }])
    .withTmpFs({ "/tmp": "mode=1777" })
    .withCommand(["Orthanc", "/recipe/orthanc.json"])
    .withWaitStrategy(Wait.forLogMessage(/Orthanc has started/))
    .start();
  const proxy = await new GenericContainer(imageName("gateway"))
    .withNetwork(network)
    .withBindMounts([{ source: join(FOLDER, "nginx.conf"), target: "/recipe/nginx.conf", mode: "ro" }])
    .withTmpFs({ "/tmp": "mode=1777" })
    .withEntrypoint(["nginx", "-c", "/recipe/nginx.conf", "-e", "stderr", "-g", "daemon off;"])
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forHttp("/pacs/studies", 8080).forStatusCode(200))
    .start();
  const stop = async (): Promise<void> => {
    await proxy.stop();
    await archive.stop();
    await network.stop();
  };
  return { url: `http://${proxy.getHost()}:${proxy.getMappedPort(8080)}`, stop };
}
