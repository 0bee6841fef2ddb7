/**
 * Where the archive notes what it has refused by C-STORE: metadata of the study that was in the way, since Orthanc's log
 * of changes tells the gateway of it. The value is a number: how many objects since the note before.
 */
export const REFUSED_METADATA = "1030";
