import { guarded } from "../gateway/guard";
import { searchArchive } from "../gateway/searches/search-archive";

guarded(searchArchive);
