import { noteFrameForm } from "./frame-form";
import { isAmong } from "../dicomweb/frame-forms";

/**
 * Notes in which form frames are, where the outer server has named them in `X-Frame-Form`. Turns an answer of Orthanc's into a refusal where it has none of the forms that the outer server has named in
 * `X-Forms`. The status is enough: the outer server reads no body of a refused answer.
 */
export function checkForms(): void {
  if (ngx.status !== 200) return;
  const [name, list] = [ngx.var["http_x_frame_form"], ngx.var["http_x_forms"]];
  const contentType = tostring(ngx.header["Content-Type"]);
  if (name !== undefined) noteFrameForm(name, contentType);
  if (list === undefined || isAmong(contentType, list.split(","))) return;
  ngx.status = 406;
  ngx.header["X-Reason"] = "transfer-syntax";
}
