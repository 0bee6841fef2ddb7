import { isAmong } from "../dicomweb/frame-forms";

/**
 * Turns an answer of Orthanc's into a refusal where it has none of the forms that the outer server has named in
 * `X-Forms`. The status is enough: the outer server reads no body of a refused answer.
 */
export function checkForms(): void {
  const list = ngx.var["http_x_forms"];
  if (list === undefined || ngx.status !== 200) return;
  const forms: string[] = [];
  for (const [form = ""] of string.gmatch(list, "[^,]+")) forms.push(form);
  const contentType = ngx.header["Content-Type"];
  if (type(contentType) === "string" && isAmong(contentType as string, forms)) return;
  ngx.status = 406;
  ngx.header["X-Reason"] = "transfer-syntax";
}
