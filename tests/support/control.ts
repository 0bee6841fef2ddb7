import { docker } from "./docker";
import type { Stack } from "./stack";

/** The command line's own client, with a call that is given by the environment. */
const CLIENT = `
package.path = "/usr/share/collimator/lua/?.lua;" .. package.path
local answer, failure = require("cli.client").call("POST", os.getenv("CALL_PATH"), os.getenv("CALL_BODY"))
io.write(answer and answer.status .. " " .. answer.body or failure)
`;

/** An answer of the gateway's control API. */
export interface ControlAnswer<T> {
  readonly status: number;
  readonly body: T;
}

/** Calls the control API of a stack's gateway, as the command line does. */
export async function control<T = Record<string, unknown>>(
  { project }: Stack,
  path: string,
  call: Readonly<Record<string, unknown>>,
): Promise<ControlAnswer<T>> {
  const given = ["--env", `CALL_PATH=${path}`, "--env", `CALL_BODY=${JSON.stringify(call)}`];
  const { stdout, stderr } = await docker("exec", ...given, `${project}-gateway-1`, "luajit", "-e", CLIENT);
  const [, status, body] = /^(\d{3}) (.*)$/s.exec(stdout) ?? [];
  if (status === undefined || body === undefined) throw new Error(`no answer to ${path}: ${stdout}${stderr}`);
  return { status: Number(status), body: JSON.parse(body) as T };
}
