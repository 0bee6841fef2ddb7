import { noteRepresentation } from "./frame-representation";
import { isAmong } from "../dicomweb/frame-representations";

/**
 * Notes in which representation frames are, where the outer server has named them in `X-Frame-Representation`. Turns an answer of Orthanc's into a refusal where it has none of the representations that the outer server has named in
 * `X-Representations`. The status is enough: the outer server reads no body of a refused answer.
 */
export function checkRepresentation(): void {
  if (ngx.status !== 200) return;
  const [name, list] = [ngx.var["http_x_frame_representation"], ngx.var["http_x_representations"]];
  const contentType = tostring(ngx.header["Content-Type"]);
  if (name !== undefined) noteRepresentation(name, contentType);
  if (list === undefined || isAmong(contentType, list.split(","))) return;
  ngx.status = 406;
  ngx.header["X-Reason"] = "transfer-syntax";
}
