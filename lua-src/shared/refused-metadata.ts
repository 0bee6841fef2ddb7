/**
 * Where the archive notes what it has refused by C-STORE: metadata of the study that was in the way, since Orthanc's log
 * of changes tells the gateway of it. The value is two numbers: how many objects since the note before, and when it was
 * written, in seconds since 1970. There is one note at a time in the whole archive.
 */
export const REFUSED_METADATA = "1030";
