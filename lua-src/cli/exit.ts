/** Exit codes, after BSD's sysexits.h where it has one. */

/** Done; for questions: yes. */
export const DONE = 0;
/** Not done, and the sentence on standard error says why; for questions: no. */
export const FAILED = 1;
/** The command is not one, or was used in a wrong way. */
export const USAGE = 64;
/** The gateway or its state does not answer. */
export const UNAVAILABLE = 69;
