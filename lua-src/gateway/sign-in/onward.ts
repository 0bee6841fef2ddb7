import { answerPage, textOf } from "../templates/render";

/**
 * Sends the browser on to the provider by a page, which has its texts under `oidc.<why>`: after a form, the pages' policy
 * (CSP form-action) lets no redirect lead to another origin, and not by way of one of ours either. The address is made of
 * the provider's metadata and of what is percent-encoded.
 */
export function answerOnward(url: string, why: "logout" | "confirming"): void {
  ngx.header["Refresh"] = `0; url=${url}`;
  answerPage(200, "message", {
    title: textOf(`oidc.${why}.title`),
    text: textOf(`oidc.${why}.text`),
    link: url,
    back: textOf("oidc.onward"),
  });
}
