import type { FailureReason } from "../accounts/failure";
import { noticeStranger } from "../throttle/log-lines";
import { answerPage, textOf } from "../templates/render";
import type { FlowError } from "../oidc/error";
import type { BegunLogin } from "../oidc/login-state";

/** What a person is told where a login did not succeed, by kind of error: status, and texts under `oidc.<kind>`. */
type Kind = "again" | "refused" | "unverified" | "unavailable" | "confirm";

const STATUS: Readonly<Record<Kind, number>> = {
  again: 400,
  refused: 403,
  confirm: 403,
  unverified: 502,
  unavailable: 503,
};

const KINDS: readonly (readonly [start: string, kind: Kind])[] = [
  ["state-unavailable", "unavailable"],
  ["state-", "again"],
  ["confirm-", "confirm"],
  ["outbound-", "unavailable"],
  ["provider-", "unavailable"],
  ["metadata-", "unavailable"],
  ["keys-", "unavailable"],
];

function kindOf(failure: FlowError): Kind {
  for (const [start, kind] of KINDS) {
    if (failure.startsWith(start)) return kind;
  }
  return "unverified";
}

function logRefusal(reason: string): void {
  const client = ngx.var["http_x_client"] ?? "";
  noticeStranger(client, `login refused: provider reason=${reason} client=${client}`);
}

function answer(kind: Kind, reason: string): void {
  logRefusal(reason);
  answerPage(STATUS[kind], "message", {
    title: textOf(`oidc.${kind}.title`),
    text: textOf(`oidc.${kind}.text`),
    detail: reason,
    // Who could not confirm something is still logged in.
    link: kind === "confirm" ? "/account" : "/login",
    back: textOf(kind === "confirm" ? "message.to-account" : "oidc.back"),
  });
}

/** Answers that a login did not succeed, with the name of the reason for whoever looks after the gateway. */
export function answerError(failure: FlowError): void {
  answer(kindOf(failure), failure);
}

/** Answers that the provider itself has refused, by its cleaned code: who only had to confirm something is still in. */
export function answerRefused(error: string, { purpose }: Pick<BegunLogin, "purpose">): void {
  answer(purpose === "confirm" ? "confirm" : "refused", error);
}

/** Answers that somebody may not come in whom the provider vouches for. */
export function answerNotAdmitted(reason: FailureReason): void {
  if (reason === "state-unavailable" || reason === "busy") return answer("unavailable", reason);
  logRefusal(reason);
  const isKnown = reason === "no-role" || reason === "account-disabled";
  answerPage(403, "message", {
    title: textOf("oidc.refused.title"),
    text: textOf(isKnown ? `oidc.${reason}.text` : "oidc.not-admitted.text"),
    detail: reason,
    link: "/login",
    back: textOf("oidc.back"),
  });
}
