import { generationOf } from "../gateway/cache/key";
import { retrieveFrames } from "../gateway/frames/retrieve-frames";
import { guarded } from "../gateway/guard";

guarded(() => {
  retrieveFrames(generationOf(ngx.var["http_x_cache_key"] ?? ""));
});
