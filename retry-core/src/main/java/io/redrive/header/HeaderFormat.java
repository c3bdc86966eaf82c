package io.redrive.header;

/** How the headers of records that wait on a retry topic are written; dead letters always have the standard ones. */
public enum HeaderFormat {
    /** Each under spring-kafka's name, which spring-kafka reads as well. */
    STANDARD,
    /** What nobody reads before the record is delivered in one header: fewer bytes, and less work for everyone they pass. */
    COMPACT
}
