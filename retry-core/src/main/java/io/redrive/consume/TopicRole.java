package io.redrive.consume;

/** What the topics of a consumer are for. */
public enum TopicRole {
    /** Records come from strangers; control headers on them are ignored. */
    MAIN,
    /** Records wait until they are due. */
    RETRY,
    /** Records are shown to a dead-letter handler, which cannot make them any deader. */
    DEAD_LETTER
}
