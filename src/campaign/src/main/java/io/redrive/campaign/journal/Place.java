package io.redrive.campaign.journal;

import java.util.List;

/**
 * Where a record is.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 */
public record Place(String topic, int partition, long offset) {

    static Place of(List<String> fields) {
        return new Place(fields.get(0), Integer.parseInt(fields.get(1)), Long.parseLong(fields.get(2)));
    }

    /** Returns the partition as Kafka writes it. */
    public String topicPartition() {
        return topic + "-" + partition;
    }

    @Override
    public String toString() {
        return topicPartition() + "@" + offset;
    }
}
