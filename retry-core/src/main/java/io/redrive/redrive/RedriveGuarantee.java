package io.redrive.redrive;

/** How often a job sends a record back. */
public enum RedriveGuarantee {
    /** Once: it is sent in one transaction with the note that it was. Readers of uncommitted data may see it more often. */
    EXACTLY_ONCE,
    /** Once, or again by another instance when the one that has sent it died: the application may not use transactions. */
    AT_LEAST_ONCE
}
