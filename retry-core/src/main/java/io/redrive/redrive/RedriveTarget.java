package io.redrive.redrive;

import org.jspecify.annotations.Nullable;

/**
 * Where dead letters are sent.
 *
 * @param kind what kind of topic
 * @param topic its name, or null when it follows from the dead letter
 */
public record RedriveTarget(Kind kind, @Nullable String topic) {

    /** The first retry topic of the listener that failed, and its main topic where it has no retry topics. */
    public static final RedriveTarget RETRY = new RedriveTarget(Kind.RETRY, null);

    /** The main topic, which all of its consumer groups read. */
    public static final RedriveTarget MAIN = new RedriveTarget(Kind.MAIN, null);

    /** What kind of topic. */
    public enum Kind {
        /** The first retry topic of the listener that failed. */
        RETRY,
        /** Its main topic. */
        MAIN,
        /** A topic that is configured as a target. */
        TOPIC
    }

    /** Checks that there is a name where one is needed. */
    public RedriveTarget {
        if ((kind == Kind.TOPIC) != (topic != null)) {
            throw new IllegalArgumentException(
                    "a target has the name of a topic when it is one of its own, and only then");
        }
    }

    /** Returns a topic that is configured as a target. */
    public static RedriveTarget topic(String name) {
        return new RedriveTarget(Kind.TOPIC, name);
    }
}
