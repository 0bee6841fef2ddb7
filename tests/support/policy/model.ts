/**
 * Who may do what, written down a second time and by hand: the tests hold the gateway to it. Requests are those of the
 * gate, one of each transaction and one of each entry of the admin side.
 *
 * @module
 */

export const ALL = [
  ...["view", "download", "upload", "append", "delete", "modify", "anonymize", "send", "q-r-remote-modalities"],
  ...["edit-labels", "worklists", "share", "settings", "audit-logs", "admin-permissions", "break-glass"],
];

/** The built-in roles. */
export const ROLES: Readonly<Record<string, readonly string[]>> = {
  viewer: ["view"],
  contributor: ["view", "download", "upload", "append"],
  admin: ALL,
  radiologist: ["view", "download", "append", "share", "break-glass"],
  technologist: ["view", "upload", "append", "edit-labels"],
  researcher: ["view", "download"],
  uploader: ["upload"],
  auditor: ["audit-logs"],
};

/** What a request needs: one of the permissions, and perhaps a password that was given lately. */
export interface Need {
  readonly method: string;
  readonly target: string;
  /** None: what is any person's own. */
  readonly anyOf: readonly string[];
  /** And this one. */
  readonly also?: string;
  readonly stepUp: boolean;
  /** No token may: a person's own pages, and those of people. */
  readonly personOnly: boolean;
  /** What a first password opens already. */
  readonly whileDue: boolean;
}

const ID = "b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0";
const UUID = "5af318ac-78fb-47ff-b0b0-0df18b0588e0";
const STUDY = "/pacs/studies/1.2.3";
const SERIES = `${STUDY}/series/4.5`;
const INSTANCE = `${SERIES}/instances/6.7`;

function each(anyOf: string, stepUp: boolean, ...requests: readonly string[]): Need[] {
  return requests.map((request) => {
    const [method = "", target = ""] = request.split(" ");
    const permissions = anyOf.split(" ").filter((permission) => permission !== "");
    return { method, target, anyOf: permissions, stepUp, personOnly: false, whileDue: false };
  });
}

const person = (needs: readonly Need[], whileDue = false): Need[] =>
  needs.map((need) => ({ ...need, personOnly: true, whileDue }));

const LEVELS = ["patients", "studies", "series", "instances"];
const levels = (method: string, end: string): string[] =>
  LEVELS.map((level) => `${method} /pacs-admin/${level}/${ID}${end}`);

export const NEEDS: readonly Need[] = [
  ...each("view", false, "GET /", "GET /viewer?StudyInstanceUIDs=1.2.3", "GET /app-config.js"),
  ...each("view", false, "GET /pacs/studies?PatientName=A*&limit=9"),
  ...each("view", false, "GET /pacs/series?limit=9", "GET /pacs/instances?limit=9"),
  ...each("view", false, `GET ${STUDY}/series`, `GET ${STUDY}/instances`, `GET ${SERIES}/instances`),
  ...each("view", false, `GET ${STUDY}/metadata`, `GET ${SERIES}/metadata`, `GET ${INSTANCE}/metadata`),
  ...each("view", false, `GET ${INSTANCE}`, `GET ${INSTANCE}/frames/1,2`, `GET ${INSTANCE}/bulk/00420011`),
  ...[STUDY, SERIES, INSTANCE, `${INSTANCE}/frames/1`].flatMap((one) =>
    each("view", false, `GET ${one}/rendered`, `GET ${one}/thumbnail`),
  ),
  ...each("download", false, `GET ${STUDY}`, `GET ${SERIES}`),
  ...each("upload", false, "POST /pacs/studies"),
  ...each("append upload", false, `POST ${STUDY}`),

  ...each("settings", false, "GET /pacs-admin/", "GET /pacs-admin/app/explorer.js"),
  ...each("settings", true, "GET /pacs-admin/app/explorer.html"),
  ...each("view", false, ...levels("GET", ""), ...levels("GET", "/attachments"), ...levels("GET", "/labels")),
  ...each("download", false, ...levels("GET", "/attachments/1/data"), `GET /pacs-admin/instances/${ID}/file`),
  ...each("download", false, ...levels("GET", "/archive").slice(0, 3), ...levels("GET", "/media").slice(0, 3)),
  ...each("delete", true, ...levels("DELETE", "")),
  ...each("edit-labels", false, ...levels("PUT", "/labels/a"), ...levels("DELETE", "/labels/a")),
  ...each("anonymize", false, ...levels("POST", "/anonymize")),
  ...each("view", false, "GET /pacs-admin/patients?since=0&limit=9", `GET /pacs-admin/patients/${ID}/studies`),
  ...each("view", false, `GET /pacs-admin/patients/${ID}/protected`, `GET /pacs-admin/studies/${ID}/series`),
  ...each("view", false, "GET /pacs-admin/studies?expand&since=0&limit=9", `GET /pacs-admin/series/${ID}/instances`),
  ...each("modify", false, `PUT /pacs-admin/patients/${ID}/protected`),
  ...each(
    "view",
    false,
    ...["frames", "frames/0/preview", "header", "metadata", "pdf", "preview", "tags"].map(
      (end) => `GET /pacs-admin/instances/${ID}/${end}`,
    ),
  ),
  ...each("view", false, "POST /pacs-admin/tools/find").map((need) => ({ ...need, also: "settings" })),
  ...each("settings", false, "GET /pacs-admin/modalities", "GET /pacs-admin/peers", "GET /pacs-admin/system"),
  ...each("settings", false, "GET /pacs-admin/plugins", "GET /pacs-admin/plugins/explorer.js"),
  ...each("settings", false, "GET /pacs-admin/plugins/dicom-web", "GET /pacs-admin/jobs"),
  ...each("settings", false, `GET /pacs-admin/jobs/${UUID}`),
  ...each(
    "settings",
    true,
    ...["cancel", "pause", "resubmit", "resume"].map((act) => `POST /pacs-admin/jobs/${UUID}/${act}`),
  ),
  ...each("q-r-remote-modalities", false, "POST /pacs-admin/modalities/A/echo", "POST /pacs-admin/modalities/A/query"),
  ...each("q-r-remote-modalities", false, `GET /pacs-admin/queries/${UUID}/answers`),
  ...each("q-r-remote-modalities", false, `GET /pacs-admin/queries/${UUID}/answers/0/content`),
  ...each("q-r-remote-modalities", false, `POST /pacs-admin/queries/${UUID}/answers/0/retrieve`),
  ...each("send", false, "POST /pacs-admin/modalities/A/store", "POST /pacs-admin/peers/A/store"),

  ...person(each("", false, "GET /password", "POST /password", "GET /session", "POST /logout"), true),
  ...person(each("", false, "GET /confirm", "POST /confirm", "GET /oidc/confirm", "GET /account")),
  ...person(each("", false, "POST /account/sessions", "POST /account/tokens")),
  ...person(each("", true, "GET /account/token", "POST /account/token")),
  ...person(each("upload", false, "GET /upload")),
  ...person(each("admin-permissions", false, "GET /people")),
  ...person(each("admin-permissions", true, "GET /people/invite", "POST /people/invite")),
  ...person(each("admin-permissions", true, "GET /people/person?name=nobody", "POST /people/person?name=nobody")),
  ...person(each("admin-permissions", true, "GET /people/remove?name=nobody", "POST /people/remove?name=nobody")),
];

/** Whether somebody with these permissions may do it. */
export function may(permissions: readonly string[], { anyOf, also }: Need): boolean {
  const has = (permission: string): boolean => permissions.includes(permission);
  return (anyOf.length === 0 || anyOf.some(has)) && (also === undefined || has(also));
}
