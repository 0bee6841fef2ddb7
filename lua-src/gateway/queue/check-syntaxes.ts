import { sizesOf } from "../archive/sizes";
import { generationOf } from "../cache/key";
import { refuseInside } from "../http/refusal";
import { contains, pieces } from "../../shared/text";
import { kindOf } from "./kinds";
import { workOf } from "./weigh";

/**
 * Refuses whole objects of which one is stored in a transfer syntax that the client does not take; the outer server names
 * those that it takes in `X-Syntaxes`. The index says so before any file is read, in the answer that the weight of the
 * request follows from. Access phase, after `takeBytes`.
 */
export function checkSyntaxes(): void {
  const taken = ngx.var["http_x_syntaxes"];
  const work = taken === undefined ? undefined : workOf(ngx.var["uri"] ?? "");
  if (taken === undefined || work === undefined) return;
  const wanted = { withPictures: work.frames > 0, generation: generationOf(ngx.var["http_x_cache_key"] ?? "") };
  const { seconds } = kindOf(ngx.var["http_x_work"]);
  const [sizes, failure] = sizesOf(work.place, wanted, ngx.req.start_time() + seconds);
  // Of what is not there the archive itself says so.
  if (sizes?.count === 0) return;
  if (failure === "no-answer") return refuseInside(503, "archive-busy");
  if (sizes === undefined || sizes.syntaxes === "") return refuseInside(406, "transfer-syntax-unknown");
  for (const syntax of pieces(sizes.syntaxes, ",")) {
    if (!contains(`,${taken},`, `,${syntax},`)) return refuseInside(406, "transfer-syntax");
  }
}
