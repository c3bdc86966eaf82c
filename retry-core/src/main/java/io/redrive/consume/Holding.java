package io.redrive.consume;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one consumer held at one moment.
 *
 * @param thread name of its thread
 * @param role what its topics are for
 * @param asOf the moment
 * @param topics what it held, by topic that it owned partitions of
 * @param inFlightForwards its forwards that were not acknowledged
 */
public record Holding(String thread, TopicRole role, Instant asOf, List<OfTopic> topics, int inFlightForwards) {

    /** Copies the list. */
    public Holding {
        topics = List.copyOf(topics);
    }

    /**
     * What was held of one topic.
     *
     * @param topic its name
     * @param partitions how many of its partitions the consumer owned
     * @param waiting records in memory that were not delivered yet
     * @param bytes memory they occupied, roughly
     * @param due those of them whose due time had come
     * @param heldBack those of them that the bound of the rate of overdue records holds back
     * @param oldestDue the earliest due time among them, or null when there were none
     */
    public record OfTopic(
            String topic,
            int partitions,
            int waiting,
            long bytes,
            int due,
            int heldBack,
            @Nullable Instant oldestDue) {

        /** Returns what two consumers held of the same topic. */
        public OfTopic plus(OfTopic other) {
            return new OfTopic(
                    topic,
                    partitions + other.partitions,
                    waiting + other.waiting,
                    bytes + other.bytes,
                    due + other.due,
                    heldBack + other.heldBack,
                    earlier(oldestDue, other.oldestDue));
        }

        private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.isBefore(other) ? one : other;
        }
    }

    /** Returns how many records were held. */
    public int records() {
        return topics.stream().mapToInt(OfTopic::waiting).sum();
    }

    /** Returns how many of them the bound of the rate of overdue records holds back. */
    public int heldBack() {
        return topics.stream().mapToInt(OfTopic::heldBack).sum();
    }

    /** Returns the memory they occupied, roughly. */
    public long bytes() {
        return topics.stream().mapToLong(OfTopic::bytes).sum();
    }

    boolean isEmpty() {
        return inFlightForwards == 0 && records() == 0;
    }
}
