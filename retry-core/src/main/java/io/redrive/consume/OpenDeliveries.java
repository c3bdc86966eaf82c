package io.redrive.consume;

import io.micrometer.observation.Observation;
import io.redrive.forward.Outcomes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The deliveries of one consumer whose outcome their listeners tell later. Consumer thread only. */
final class OpenDeliveries {

    private static final int RECORD_OVERHEAD = 500;

    private final Outcomes outcomes;
    private final Forwarding forwarding;
    private final Failures failures;
    private int records;
    private long bytes;

    OpenDeliveries(Outcomes outcomes, Forwarding forwarding, Failures failures) {
        this.outcomes = outcomes;
        this.forwarding = forwarding;
        this.failures = failures;
    }

    /** Returns how many records have no outcome yet. */
    int records() {
        return records;
    }

    /** Returns the memory that they occupy, roughly. */
    long bytes() {
        return bytes;
    }

    /**
     * Begins the delivery of records that the container has been given.
     *
     * @param attempt what observes it, or null when nothing does
     */
    OpenDelivery begin(List<@Nullable DeliveredRecord<?, ?>> batch, @Nullable Observation attempt) {
        OpenDelivery delivery = new OpenDelivery(outcomes, batch);
        for (DeliveredRecord<?, ?> record : batch) {
            if (record != null) {
                record.partition.ledger.detached(record.offset());
                record.partition.open++;
                record.partition.openBytes += size(record);
                bytes += size(record);
                record.open = delivery;
                record.attempt = attempt;
                records++;
            }
        }
        return delivery;
    }

    /** Settles records that come to no listener. */
    void dropped(List<@Nullable DeliveredRecord<?, ?>> records) {
        for (DeliveredRecord<?, ?> record : records) {
            if (record != null && record.open == null) {
                forwarding.settle(record.partition, record.raw);
            }
        }
    }

    /** Counts no longer what was given away: nobody may ever tell its outcome. */
    void forget(Collection<AssignedPartition> leaving) {
        for (AssignedPartition partition : leaving) {
            records -= partition.open;
            bytes -= partition.openBytes;
        }
    }

    /** Takes a delivery back by one of its records; false when its outcome is, or was, told by the delivery itself. */
    boolean takeBack(DeliveredRecord<?, ?> record) {
        OpenDelivery delivery = record.open;
        if (delivery == null) {
            return true;
        }
        if (!delivery.takeBack()) {
            return false;
        }
        close(delivery);
        return true;
    }

    /** Takes note of the outcome of a delivery. */
    void ended(OpenDelivery delivery) {
        close(delivery);
        Throwable wrapper = delivery.wrapper;
        BatchFailure failure = delivery.failure;
        if (wrapper == null || failure == null) {
            for (DeliveredRecord<?, ?> record : delivery.records) {
                if (record != null) {
                    forwarding.processed(record.partition, record.raw);
                }
            }
        } else {
            failures.failed(owned(delivery.records), wrapper, failure, failures::processed);
        }
    }

    /** What belongs to somebody else by now is delivered there once more; what its log has lost, nowhere. */
    private static List<@Nullable DeliveredRecord<?, ?>> owned(List<@Nullable DeliveredRecord<?, ?>> batch) {
        List<@Nullable DeliveredRecord<?, ?>> owned = new ArrayList<>(batch);
        owned.replaceAll(record -> record == null || record.partition.givenAway ? null : record);
        return owned;
    }

    private void close(OpenDelivery delivery) {
        for (DeliveredRecord<?, ?> record : delivery.records) {
            if (record != null) {
                record.partition.open--;
                record.partition.openBytes -= size(record);
                if (!record.partition.givenAway) {
                    records--;
                    bytes -= size(record);
                }
            }
        }
    }

    /** The same however the application changes its headers. */
    private static int size(DeliveredRecord<?, ?> record) {
        return RECORD_OVERHEAD
                + Math.max(0, record.raw.record().serializedKeySize())
                + Math.max(0, record.raw.record().serializedValueSize());
    }
}
