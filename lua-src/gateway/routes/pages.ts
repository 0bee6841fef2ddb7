/**
 * The gateway's own pages, one row each: what it requires, which methods it takes, and what answers. How to add one:
 * CONTRIBUTING.md, "Add a page".
 *
 * The outer server's access handler reads `methods` and `requires`; nginx has an exact location for each path, since no
 * location but an exact one is open (nginx/locations/). The inner server calls `handler`
 * (nginx/servers/inner-actions.conf).
 *
 * @module
 */
import { account, endSessions, endToken } from "../pages/account";
import { invitation } from "../pages/invitation";
import { newTokenPage } from "../pages/new-token";
import { invitePage, people, removePage } from "../pages/people";
import { personPage } from "../pages/person";
import { changePassword } from "../sign-in/change-password";
import { confirm } from "../sign-in/step-up";
import { login } from "../sign-in/login";
import { logout, oidcLoggedOut } from "../sign-in/logout";
import { backchannelLogout } from "../sign-in/oidc-backchannel-logout";
import { oidcCallback } from "../sign-in/oidc-callback";
import { oidcConfirm, oidcLogin } from "../sign-in/oidc-login";
import { sessionAnswer } from "../pages/session-answer";
import { uploadPage } from "../pages/upload";
import { cspReport } from "../reports/violation";
import type { Requirement } from "../policy/needs";
import { refuse, type Refusal } from "../http/refusal";

/** @noSelf */
interface Row {
  readonly methods: readonly string[];
  /** Answers in the inner server. */
  readonly handler: () => void;
}

/** A page that needs a session. */
export interface SessionPage extends Row {
  readonly requires: Requirement;
  /** Whether the viewer's script requests it; to all other pages a person navigates. */
  readonly byScript?: true;
  /** Whether the handler is given the browser's binding cookie. */
  readonly binding?: true;
}

/** A page that needs no session: its location has an access handler of its own, which checks the request instead. */
export interface OpenPage extends Row {
  readonly requires: "nothing";
}

const GET = ["GET"];
const POST = ["POST"];
const FORM = ["GET", "POST"];

/** What is a person's own: any person may, and no API token. */
const OWN: Requirement = { anyOf: [], stepUp: false, personOnly: true };
/** The same, and open before the first password has been changed: its change, the logout, the viewer's script. */
const OWN_AT_FIRST: Requirement = { ...OWN, firstPassword: true };
/** Uploads from the browser; `append` alone is not enough, since the page sends what makes studies. */
const UPLOAD: Requirement = { anyOf: ["upload"], stepUp: false, personOnly: true };
/** The administration of people. */
const PEOPLE: Requirement = { anyOf: ["admin-permissions"], stepUp: false, personOnly: true };
/** The form itself already requires the step-up, so that nobody is interrupted after filling it in. */
const OWN_LATELY: Requirement = { ...OWN, stepUp: true };
const PEOPLE_LATELY: Requirement = { ...PEOPLE, stepUp: true };

/** The pages, by path. */
export const PAGES = {
  "/account": { methods: GET, requires: OWN, handler: account },
  "/account/sessions": { methods: POST, requires: OWN, handler: endSessions },
  "/account/token": { methods: FORM, requires: OWN_LATELY, handler: newTokenPage },
  "/account/tokens": { methods: POST, requires: OWN, handler: endToken },
  "/confirm": { methods: FORM, requires: OWN, handler: confirm },
  "/logout": { methods: POST, requires: OWN_AT_FIRST, handler: logout },
  "/oidc/confirm": { methods: GET, requires: OWN, binding: true, handler: oidcConfirm },
  "/password": { methods: FORM, requires: OWN_AT_FIRST, handler: changePassword },
  "/people": { methods: GET, requires: PEOPLE, handler: people },
  "/people/invite": { methods: FORM, requires: PEOPLE_LATELY, handler: invitePage },
  "/people/person": { methods: FORM, requires: PEOPLE_LATELY, handler: personPage },
  "/people/remove": { methods: FORM, requires: PEOPLE_LATELY, handler: removePage },
  "/session": { methods: GET, requires: OWN_AT_FIRST, byScript: true, handler: sessionAnswer },
  "/upload": { methods: GET, requires: UPLOAD, handler: uploadPage },

  "/gateway/csp-report": { methods: POST, requires: "nothing", handler: cspReport },
  "/invite": { methods: FORM, requires: "nothing", handler: invitation },
  "/login": { methods: FORM, requires: "nothing", handler: login },
  "/oidc/backchannel-logout": { methods: POST, requires: "nothing", handler: backchannelLogout },
  "/oidc/callback": { methods: GET, requires: "nothing", handler: oidcCallback },
  "/oidc/logged-out": { methods: GET, requires: "nothing", handler: oidcLoggedOut },
  "/oidc/login": { methods: GET, requires: "nothing", handler: oidcLogin },
} satisfies Readonly<Record<string, SessionPage | OpenPage>>;

/** A request for a page with a session. */
export interface PageRoute {
  readonly place: "page";
  readonly path: string;
  readonly page: SessionPage;
}

function pageAt(path: string): SessionPage | OpenPage | undefined {
  return (PAGES as Readonly<Record<string, SessionPage | OpenPage | undefined>>)[path];
}

/** The page at a path, if it needs a session; undefined otherwise. */
export function sessionPageAt(path: string): SessionPage | undefined {
  const page = pageAt(path);
  return page === undefined || page.requires === "nothing" ? undefined : page;
}

/** The page at a path, if it needs no session; undefined otherwise. */
export function openPageAt(path: string): OpenPage | undefined {
  const page = pageAt(path);
  return page?.requires === "nothing" ? page : undefined;
}

/** The route of a request for a page that needs a session; a refusal if the page does not take the method. */
export function parsePage(
  method: string,
  path: string,
  page: SessionPage,
): LuaMultiReturn<[PageRoute] | [undefined, Refusal]> {
  if (page.methods.includes(method)) return $multi({ place: "page", path, page });
  return $multi(undefined, refuse(405, "account-method", "This page does not take this method."));
}

/**
 * Answers with the page at the address. Content phase of the inner server: the outer one has let the request through.
 */
export function answerPageAt(): void {
  const page = pageAt(ngx.var["uri"] ?? "");
  if (page === undefined) return ngx.exit(404);
  page.handler();
}
