import { createServer } from "node:net";

import { problem, type Problem } from "../../lua-src/shared/settings/problems";
import type { Settings } from "../../lua-src/shared/settings/settings";

interface Publication {
  readonly address: string;
  readonly port: number;
  readonly addressSetting: string;
  readonly portSetting: string;
}

/**
 * Names each port that another program holds.
 *
 * @param ours what this project's containers publish already, such as "127.0.0.1:80"
 */
export async function takenPorts(settings: Settings, ours: readonly string[]): Promise<Problem[]> {
  const { bindAddress, httpPort, httpsPort, dicomBind, dicomPort } = settings;
  const publications: Publication[] = [
    { address: bindAddress, port: httpPort, addressSetting: "BIND_ADDRESS", portSetting: "HTTP_PORT" },
    ...(httpsPort === undefined
      ? []
      : [{ address: bindAddress, port: httpsPort, addressSetting: "BIND_ADDRESS", portSetting: "HTTPS_PORT" }]),
    { address: dicomBind, port: dicomPort, addressSetting: "DICOM_BIND", portSetting: "DICOM_PORT" },
  ];
  const problems: Problem[] = [];
  for (const publication of publications) {
    if (ours.some((published) => covers(published, publication))) continue;
    const code = await tryToListen(publication.address, publication.port);
    const found = code === undefined ? undefined : describe(publication, code);
    if (found !== undefined) problems.push(found);
  }
  return problems;
}

/** Our own container on the same port is replaced, also by one on another address. */
function covers(published: string, { port }: Publication): boolean {
  return published.endsWith(`:${port}`);
}

function describe(publication: Publication, code: string): Problem | undefined {
  const { address, port, addressSetting, portSetting } = publication;
  if (code === "EADDRINUSE") {
    const said = `${port} on ${address} is taken by another program; set ${portSetting} to a free port, or stop that program.`;
    return problem("CFG-026", portSetting, said);
  }
  if (code === "EADDRNOTAVAIL") {
    const said = `is "${address}", which is not an address of this machine; it must be one, or 0.0.0.0 for all.`;
    return problem("CFG-026", addressSetting, said);
  }
  // EACCES: a low port, which the engine may open and this user may not.
  return undefined;
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (cause: NodeJS.ErrnoException) => {
      resolve(cause.code ?? "unknown");
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
}
