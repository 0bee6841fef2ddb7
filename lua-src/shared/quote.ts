import { contains } from "./text";

/** Bytes of a text that a sentence shows. */
const MOST = 64;
/** How the secrets begin that a program may send in the wrong place: API tokens, and JSON Web Tokens in base64url. */
const SECRETS = ["clt_", "eyJ"];

/**
 * A name or a value of the sender's own, as a sentence for them shows it: in quotation marks, cut, and with `?` for each
 * byte that is not printable ASCII or that HTML, a shell or a terminal would act upon. Only for what the sender names
 * things by: never for a header field, a cookie or a password.
 */
export function quote(text: string): string {
  for (const secret of SECRETS) {
    if (contains(text, secret)) return "(not shown)";
  }
  const [printable] = string.gsub(string.sub(text, 1, MOST), "[^ -~]", "?");
  const [plain] = string.gsub(printable, "[\"&'<>\\`$]", "?");
  return text.length > MOST ? `"${plain}..."` : `"${plain}"`;
}
