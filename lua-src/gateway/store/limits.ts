/** What uploads may take of a worker, and of the archive. */

/** What is read of a body in one go, and the size of the blocks in which a part is held. */
export const BLOCK = 64 * 1024;
/** A part of up to so many bytes is held in memory, a larger one in a file. */
export const MEMORY_BYTES = 1024 * 1024;
/** All that the uploads of a worker hold in memory; what comes beyond is held in files. */
export const WORKER_BYTES = 12 * 1024 * 1024;

/**
 * Instances of one upload that are being sent, or wait for their turn. Measured with 524 kB each, ten a request, against
 * one request straight to Orthanc: two 1.13, three 1.20, four 1.30 times as fast. With more of them Orthanc takes longer
 * for each.
 */
export const UNDER_WAY = 4;
/** Parts of one upload: the answer names each of them. */
export const MOST_PARTS = 25_000;
/**
 * Parts of all open uploads, over all workers: what is to be told of each is remembered until the answer has been taken,
 * with some 1 kB of memory. A worker has its share of them, or one and a half uploads', and one person two thirds of that.
 */
export const MOST_PARTS_OF_ALL = 150_000;

/** Uploads that are open in a worker, and of them one person's. */
export const MOST_OPEN = 256;
export const MOST_OPEN_OF_PERSON = 64;

/** Seconds for the next bytes of a body. */
export const IDLE_SECONDS = 65;
/** Of the time that a body is waited for, so much may pass before its rate counts; then the least rate, in bytes a second. */
export const GRACE_SECONDS = 60;
export const LEAST_RATE = 1024;

/** The folder of parts that are too large for memory. */
export const SPOOL_FOLDER = "/cache/uploads";
/** What has to be free there beside them, and after how many bytes that is looked at again. */
export const LEAST_FREE = 256 * 1024 * 1024;
export const LOOK_BYTES = 4 * 1024 * 1024;

/** Seconds in which the archive has to have stored an instance: one of memory, and a larger one. */
export const STORE_SECONDS = 120;
export const STORE_LARGE_SECONDS = 600;
/** For a question, and for an archive that has just gone away to come back and be asked. */
export const ASK_SECONDS = 10;
export const RETURN_SECONDS = 20;
