package io.redrive.print;

/** What can be done with a topic or a group, in the order in which it is written, under the names that Kafka uses. */
public enum Operation {
    /** Read records, or join a group. */
    READ("Read"),
    /** Write records. */
    WRITE("Write"),
    /** Create a topic. */
    CREATE("Create"),
    /** Add partitions. */
    ALTER("Alter"),
    /** See that it exists. */
    DESCRIBE("Describe"),
    /** Read its settings. */
    DESCRIBE_CONFIGS("DescribeConfigs");

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
