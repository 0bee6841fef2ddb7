import { decodeObject, textField } from "../shared/json";
import { call } from "./client";
import { refusalTable } from "./refusals";

/** Exit codes, after BSD's sysexits.h: done, failed or not ready, wrong usage, the gateway does not answer. */
const DONE = 0;
const FAILED = 1;
const USAGE = 64;
const UNAVAILABLE = 69;

const HELP = `collimator: the gateway's command line

  collimator admin reset   gives the admin a new first password and ends the admin's sessions
  collimator refusals      how often each reason for a refusal was given since the start; --json for programs
  collimator ready         whether the gateway, its state and the archive are ready
`;

function say(text: string): void {
  io.write(`${text}\n`);
}

function complain(text: string): void {
  io.stderr.write(`collimator: ${text}\n`);
}

function ready(): number {
  const [answer, failure] = call("GET", "/ready", "");
  if (answer === undefined) {
    complain(`the gateway does not answer: ${failure}`);
    return UNAVAILABLE;
  }
  const status = textField(decodeObject(answer.body) ?? {}, "status") ?? "unknown";
  say(status);
  return answer.status === 200 ? DONE : FAILED;
}

function resetAdmin(): number {
  const [answer, failure] = call("POST", "/admin/reset", "");
  if (answer === undefined) {
    complain(`the gateway does not answer: ${failure}`);
    return UNAVAILABLE;
  }
  const object = decodeObject(answer.body) ?? {};
  const user = textField(object, "user");
  const password = textField(object, "password");
  if (answer.status !== 200 || user === undefined || password === undefined) {
    complain(textField(object, "error") ?? "the gateway refused");
    return FAILED;
  }
  say(`Name:           ${user}`);
  say(`First password: ${password}`);
  say("It must be changed at the first login. All earlier sessions of this account have ended.");
  return DONE;
}

function refusals(json: boolean): number {
  const [answer, failure] = call("GET", "/refusals");
  if (answer === undefined) {
    complain(`the gateway does not answer: ${failure}`);
    return UNAVAILABLE;
  }
  say(json ? answer.body : refusalTable(answer.body));
  return answer.status === 200 ? DONE : FAILED;
}

/** Runs one command; the result is the process's exit code. */
export function cli(words: readonly string[]): number {
  const command = words.join(" ");
  if (command === "ready") return ready();
  if (command === "admin reset") return resetAdmin();
  if (command === "refusals") return refusals(false);
  if (command === "refusals --json") return refusals(true);
  if (command === "help" || command === "--help" || command === "") {
    io.write(HELP);
    return command === "" ? USAGE : DONE;
  }
  complain(`there is no command "${command}"; see: collimator help`);
  return USAGE;
}
