package io.redrive.annotation;

/** How the retry topics of a listener are spread over containers. */
enum Layout {
    /** One container, id and group per retry topic, and one for the dead-letter topic: as spring-kafka has it. */
    PER_TOPIC,
    /** One container for all retry topics, and one for the dead-letter topic where there is a handler for it. */
    SHARED
}
