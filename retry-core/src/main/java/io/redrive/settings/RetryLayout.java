package io.redrive.settings;

/** How the retry topics of a listener are spread over containers. */
public enum RetryLayout {
    /** One container for all retry topics, and one for the dead-letter topic where there is a handler. */
    SHARED,
    /** A container, an id and a group of its own for every retry topic and the dead-letter topic, as spring-kafka has it. */
    PER_TOPIC
}
