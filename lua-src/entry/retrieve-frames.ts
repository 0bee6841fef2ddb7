import { generationOf } from "../gateway/cache/key";
import { isFileWanted, retrieveFile } from "../gateway/frames/retrieve-file";
import { retrieveFrames } from "../gateway/frames/retrieve-frames";
import { guarded } from "../gateway/guard";

guarded(() => {
  const generation = generationOf(ngx.var["http_x_cache_key"] ?? "");
  if (isFileWanted()) retrieveFile(generation);
  else retrieveFrames(generation);
});
