import { callLua } from "./lua";

/** A request to Orthanc, or why there is none. */
export interface Built {
  readonly representations?: string;
  readonly syntaxes?: string;
  readonly warning?: string;
  readonly status?: number;
  readonly reason?: string;
  readonly path?: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: boolean;
}

/** Parses a request and builds Orthanc's from it; a refusal is returned as it is. */
export async function rebuild(method: string, path: string, query?: string, headers = {}): Promise<Built> {
  const args = [method, path, query, headers];
  const [transaction, refusal] = await callLua("gateway.dicomweb.parse", "parseDicomweb", ...args);
  if (transaction === null) return refusal as Built;
  const [built] = await callLua("gateway.dicomweb.build", "buildDicomweb", transaction);
  return built as Built;
}
