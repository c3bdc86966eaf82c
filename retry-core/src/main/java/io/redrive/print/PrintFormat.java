package io.redrive.print;

/** How topics and permissions are written down. */
public enum PrintFormat {
    /** As commands of Kafka's own tools, for a shell. */
    COMMANDS,
    /** As custom resources of the Strimzi operator, in YAML. */
    STRIMZI
}
