import { refuse, type Refusal } from "./refusal";

/** The pages that need a session and are served by the gateway itself; also their paths, after the slash. */
export type AccountPage =
  | "password"
  | "confirm"
  | "oidc/confirm"
  | "logout"
  | "session"
  | "account"
  | "account/sessions"
  | "account/token"
  | "account/tokens"
  | "people"
  | "people/invite"
  | "people/person"
  | "people/remove";

export interface AccountRoute {
  readonly place: "account";
  readonly page: AccountPage;
  readonly method: string;
}

const GET = ["GET"];
const POST = ["POST"];
const FORM = ["GET", "POST"];

/** Which methods each page takes. */
const METHODS_OF: Readonly<Record<AccountPage, readonly string[]>> = {
  password: FORM,
  confirm: FORM,
  "oidc/confirm": GET,
  logout: POST,
  session: GET,
  account: GET,
  "account/sessions": POST,
  "account/token": FORM,
  "account/tokens": POST,
  people: GET,
  "people/invite": FORM,
  "people/person": FORM,
  "people/remove": FORM,
};

const METHODS: Readonly<Record<string, readonly string[] | undefined>> = METHODS_OF;

/** Whether a path is one of these pages. */
export function isAccountPath(path: string): boolean {
  return METHODS[string.sub(path, 2)] !== undefined;
}

/** The page that a path and a method mean. Only for a path that is one of them. */
export function parseAccount(method: string, path: string): LuaMultiReturn<[AccountRoute] | [undefined, Refusal]> {
  const page = string.sub(path, 2) as AccountPage;
  if (METHODS_OF[page].includes(method)) return $multi({ place: "account", page, method });
  return $multi(undefined, refuse(405, "account-method", "This page does not take this method."));
}
