/** Candidates that Orthanc compares at once: its LimitFindResults and LimitFindInstances, beyond which it passes over them. */
export const AT_ONCE = 10_000;
