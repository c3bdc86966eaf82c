package io.redrive.pause;

import io.redrive.topic.TopicMode;

/** A listener of this instance whose retries can be paused. Thread-safe; its methods return at once. */
public interface Pausable {

    /** Returns its id, under which its pause is kept. */
    String id();

    /** Returns the topic in which its pause is kept. */
    String topic();

    /** Returns a topic of it; the one with its pause is replicated as that is. */
    String model();

    /** Returns whether that topic may be created. */
    TopicMode mode();

    /** Returns how its brokers are reached. */
    PauseCluster cluster();

    /** Lets nothing of its retry topics be delivered; called again and again as long as that holds. */
    void hold();

    /** Ends what {@link #hold} began; called again and again as long as that holds. */
    void release();

    /** Holds as {@link #hold} does, because nobody knows whether it is paused. */
    void holdUnknown(String why);
}
