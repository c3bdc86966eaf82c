package io.redrive.campaign.check;

import java.time.Duration;

/**
 * What a run may do under its faults. Loss, early deliveries and wrong attempts are never tolerated.
 *
 * @param duplicates which deliveries may repeat an attempt
 * @param standstill for how long a partition with records that were not delivered yet may have no delivery
 * @param parked whether records may end where no topic accepts them
 * @param deleted whether brokers may delete records that wait, if the instances tell of as many
 */
public record Tolerance(Duplicates duplicates, Duration standstill, boolean parked, boolean deleted) {

    /** Which deliveries may repeat an attempt. */
    public enum Duplicates {
        /** Those of records that an instance had and could not commit, as it was killed, suspended or lost their partitions. */
        OF_HARMED,
        /** Any: the brokers' answers were lost. */
        ANY
    }

    /** Returns what is tolerated when only instances are harmed. */
    public static Tolerance ofHarmedInstances() {
        return new Tolerance(Duplicates.OF_HARMED, Duration.ofSeconds(30), false, false);
    }

    /** Returns what is tolerated when brokers or the network are harmed. */
    public static Tolerance ofHarmedBrokers() {
        return new Tolerance(Duplicates.ANY, Duration.ofSeconds(60), false, false);
    }

    /** Returns the same with another bound for standstill. */
    public Tolerance withStandstill(Duration bound) {
        return new Tolerance(duplicates, bound, parked, deleted);
    }

    /** Returns the same where records may be parked. */
    public Tolerance withParked() {
        return new Tolerance(duplicates, standstill, true, deleted);
    }

    /** Returns the same where records that wait may be deleted. */
    public Tolerance withDeleted() {
        return new Tolerance(duplicates, standstill, parked, true);
    }
}
