package io.redrive.topic;

/** What is done about the retry topics and the dead-letter topics of a listener before it starts. */
public enum TopicMode {
    /** They are looked at, and those that are missing are created. */
    CREATE,
    /** They are looked at; those that are missing, or cannot hold what is forwarded to them, prevent the start. */
    VERIFY,
    /** Nothing: they are taken to be there and to be right. */
    NONE;

    /** Returns what is done where topics are not to be created. */
    public TopicMode withoutCreation() {
        return this == CREATE ? VERIFY : this;
    }
}
