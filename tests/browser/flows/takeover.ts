/**
 * An attack on the administration: a stored object whose text is markup with a script, and a link that makes Orthanc
 * Explorer load it. And the layers that stand against it, each of which a test can take away: in the browser, where
 * answers are changed on their way to the page.
 *
 * @module
 */
import type { BrowserContext, Route } from "playwright-core";
import { writeInstance } from "../../../scripts/lib/dicom-writer";
import { common, instanceUid, seriesUid, studyUid, text } from "../../support/objects/elements";
import { orthancIdOf } from "../../support/orthanc-id";

const STUDY = "takeover";
const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

/** How a script tries to make somebody an admin, in a session that may. */
export type Way = "fetch" | "form" | "window";

/** What the test answers the stored script with, which tells by `noteRun` how it went. */
export function scriptOf(way: Way, name: string): string {
  const page = `"/people/person?name=${name}"`;
  const fields = 'new URLSearchParams({ do: "roles", "role.admin": "on" })';
  if (way === "window") return 'noteRun(window.open("/account") ? "window" : "no window")';
  if (way === "fetch") {
    const ask = `fetch(${page}, { method: "POST", redirect: "manual", body: ${fields} })`;
    return `${ask}.then((answer) => noteRun("answered " + answer.status), () => noteRun("failed"))`;
  }
  const form = `Object.assign(document.createElement("form"), { method: "post", action: ${page} })`;
  const field = 'Object.assign(document.createElement("input"), { name, value })';
  return `const form = ${form}; for (const [name, value] of ${fields}) form.append(${field}); document.body.append(form); form.submit()`;
}

const SERIES = { study: STUDY, series: "attack", modality: "OT", sopClass: SECONDARY_CAPTURE } as const;

/** The object. Its text is short: longer ones than 256 characters Orthanc leaves out of what it tells the administration. */
export const ATTACK = writeInstance([
  ...common(SERIES),
  text(0x00204000, "LT", "<img src=x onerror='noteRun(`run`).then(eval)'>"),
]);

/** Where its text is answered: what the fragment of a link to Explorer names. */
export const ANSWERS = {
  metadata: `/pacs/studies/${studyUid(STUDY)}/metadata`,
  search: `/pacs/studies/${studyUid(STUDY)}/instances?includefield=ImageComments`,
  tags: `/pacs-admin/instances/${orthancIdOf(STUDY, studyUid(STUDY), seriesUid(SERIES), instanceUid(SERIES))}/tags`,
} as const;

export const ATTACKED = { study: STUDY, studyUid: studyUid(STUDY) } as const;

/**
 * Markup is escaped in JSON; the policy lets no script in markup run; no page is loaded by a fragment; a script reaches
 * nothing but the archive; and who sends forms must be a person's navigation.
 */
export const LAYERS = ["escape", "policy", "guard", "reach", "fetch"] as const;
export type Layer = (typeof LAYERS)[number];

const unescaped = (json: string): string =>
  json
    .replace(/\\u003c/g, "<")
    .replace(/\\u003e/g, ">")
    .replace(/\\u0026/g, "&");

/** Answers with what the gateway has answered, its text or headers changed. */
async function change(
  route: Route,
  { body = (text: string) => text, policy = (text: string) => text }: Changes,
): Promise<void> {
  const answer = await route.fetch();
  const { "content-security-policy": said = "", ...headers } = answer.headers();
  await route.fulfill({
    response: answer,
    headers: { ...headers, "content-security-policy": policy(said) },
    body: body(await answer.text()),
  });
}

interface Changes {
  readonly body?: (text: string) => string;
  readonly policy?: (text: string) => string;
}

/** Takes a policy's directives away, or puts others in their place. */
function without(policy: string, ...names: readonly string[]): string {
  return policy
    .split("; ")
    .filter((directive) => !names.includes(directive.split(" ")[0] ?? ""))
    .join("; ");
}

const SCRIPTS = ["script-src", "script-src-elem", "script-src-attr", "require-trusted-types-for", "trusted-types"];
const REACH = ["connect-src", "form-action", "sandbox"];

/** Takes all layers away but those that are named. */
export async function leaveOnly(context: BrowserContext, left: readonly Layer[]): Promise<void> {
  const has = (layer: Layer): boolean => left.includes(layer);
  if (!has("escape")) {
    await context.route(/\/(pacs|pacs-admin)\/(?!app\/|plugins\/)/, async (route) =>
      change(route, { body: unescaped }),
    );
  }
  await context.route(/\/pacs-admin\/app\/explorer\.html/, async (route) =>
    change(route, {
      policy: (said) => {
        let policy = without(said, "default-src");
        if (!has("policy")) policy = `script-src 'self' 'unsafe-inline' 'unsafe-eval'; ${without(policy, ...SCRIPTS)}`;
        if (!has("reach")) policy = without(policy, ...REACH);
        return policy;
      },
    }),
  );
  if (!has("guard"))
    await context.route(/\/plugins\/explorer\.js/, async (route) =>
      route.fulfill({ body: "", contentType: "text/javascript" }),
    );
  if (!has("fetch")) {
    const headers = { "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" };
    await context.route(/\/people\//, async (route) => {
      const answer = await route.fetch({ headers: { ...route.request().headers(), ...headers }, maxRedirects: 0 });
      await route.fulfill({ response: answer });
    });
  }
}
