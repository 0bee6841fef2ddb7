import { generationOf } from "../gateway/cache/key";
import { retrieveFrame } from "../gateway/frames/retrieve-frame";
import { guarded } from "../gateway/guard";

guarded(() => {
  retrieveFrame(generationOf(ngx.var["http_x_cache_key"] ?? ""));
});
