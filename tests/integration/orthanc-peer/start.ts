import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageName } from "../../../scripts/lib/image";
import { docker, freePort, until } from "../../support/docker";
import type { Stack } from "../../support/stack";

/** An Orthanc elsewhere, with an archive of its own, whose DICOMweb plugin has the gateway among its servers. */
export interface Peer {
  /** Asks its REST API, or posts what is given; fails if it does. */
  readonly ask: (path: string, body?: string | Uint8Array<ArrayBuffer>) => Promise<Response>;
  readonly stop: () => Promise<void>;
}

/** What the peer calls the gateway. */
export const SERVER = "gateway";

/** Starts one that sends these headers to the gateway, which it knows by PUBLIC_URL alone. */
export async function startPeer(stack: Stack, headers: Readonly<Record<string, string>>): Promise<Peer> {
  const name = `${stack.project}-peer`;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), "collimator-peer-"));
  // The image's user is another one.
  await chmod(folder, 0o755);
  const settings = {
    StorageDirectory: "/tmp/archive",
    IndexDirectory: "/tmp/archive",
    Plugins: ["/usr/share/orthanc/plugins/libOrthancDicomWeb.so"],
    DicomServerEnabled: false,
    HttpPort: port,
    // From this machine only.
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    // No connection that it closes while the next request is on its way.
    KeepAlive: false,
    DicomWeb: { Enable: true, Servers: { [SERVER]: { Url: `${stack.url}/pacs`, HttpHeaders: headers } } },
  };
  await writeFile(join(folder, "orthanc.json"), JSON.stringify(settings));
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", "--volumes", name);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // Where the tests are, the gateway has the address of PUBLIC_URL.
    const place = ["--network", "host", "--tmpfs", "/tmp:mode=1777", "--volume", `${folder}:/peer:ro`];
    const how = ["--detach", "--name", name, "--no-healthcheck", ...place, imageName("orthanc")];
    const { status, stderr } = await docker("run", ...how, "Orthanc", "/peer/orthanc.json");
    if (status !== 0) throw new Error(stderr);
    // It reads its servers when its HTTP server already answers.
    await until("the peer to know the gateway", async () => {
      const answer = await fetch(`${url}/dicom-web/servers`).catch(() => undefined);
      const servers = answer?.ok === true ? ((await answer.json()) as string[]) : [];
      return servers.includes(SERVER) ? true : undefined;
    });
  } catch (error) {
    const { stdout, stderr } = await docker("logs", name);
    await stop();
    throw new Error(`the peer did not start: ${stdout}${stderr}`, { cause: error });
  }
  const ask: Peer["ask"] = async (path, body) => {
    const answer = await fetch(url + path, body === undefined ? {} : { method: "POST", body });
    if (!answer.ok) throw new Error(`the peer answered ${answer.status} to ${path}: ${await answer.text()}`);
    return answer;
  };
  return { ask, stop };
}
