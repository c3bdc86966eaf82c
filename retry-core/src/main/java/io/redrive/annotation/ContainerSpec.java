package io.redrive.annotation;

import io.redrive.consume.TopicRole;
import java.util.List;

/**
 * A container that a listener has.
 *
 * @param suffix what is appended to the id and the group of the listener; empty for those of its main topics
 * @param role what its topics are for
 * @param topics what it reads
 * @param handler what is called with the records
 */
record ContainerSpec(String suffix, TopicRole role, List<String> topics, Handler handler) {

    /** What is called with the records of a container. */
    enum Handler {
        /** The method, or the methods, of the listener. */
        LISTENER,
        /** The application's method for dead letters. */
        DEAD_LETTER_HANDLER,
        /** A line in the log, where the application has no such method. */
        DEAD_LETTER_LOG
    }

    /** Copies the list. */
    ContainerSpec {
        topics = List.copyOf(topics);
    }
}
