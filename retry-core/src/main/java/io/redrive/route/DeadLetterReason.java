package io.redrive.route;

/** Why a record is dead. */
public enum DeadLetterReason {
    /** Every attempt failed. */
    ATTEMPTS_EXHAUSTED("attempts-exhausted"),
    /** The failure is of a kind that no further attempt can mend. */
    FATAL_EXCEPTION("fatal-exception"),
    /** The listener said so, with a reason of its own. */
    REJECTED("rejected"),
    /** The time the record may spend on attempts is over. */
    TIMED_OUT("timed-out"),
    /** Key or value could not be deserialized. */
    UNDESERIALIZABLE("undeserializable"),
    /** A record of a retry topic had missing, malformed or impossible control headers. */
    MALFORMED_HEADERS("malformed-headers"),
    /** The record with its headers is larger than the retry topic accepts. */
    TOO_LARGE("too-large");

    private final String code;

    DeadLetterReason(String code) {
        this.code = code;
    }

    /** Returns the stable name of the reason in headers, metrics and logs. */
    public String code() {
        return code;
    }
}
