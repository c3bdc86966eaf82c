package io.redrive.header;

import org.apache.kafka.common.record.TimestampType;

/**
 * Where a record was first read.
 *
 * @param topic main topic
 * @param partition its partition
 * @param offset its offset
 * @param timestamp its timestamp in milliseconds since the epoch
 * @param timestampType what that timestamp means
 */
public record Origin(String topic, int partition, long offset, long timestamp, TimestampType timestampType) {

    /** Returns the identity of the forward that lets attempt {@code attempt} happen, the same whenever it is sent again. */
    public String forwardId(int attempt) {
        return topic + '/' + partition + '/' + offset + '/' + attempt;
    }

    /** Whether it is of a main topic, or of the topic that one is a mirror of: mirrors have a prefix, their records have not. */
    public boolean isOf(String mainTopic) {
        return mainTopic.equals(topic)
                || (mainTopic.length() > topic.length()
                        && mainTopic.endsWith(topic)
                        && mainTopic.charAt(mainTopic.length() - topic.length() - 1) == '.');
    }
}
