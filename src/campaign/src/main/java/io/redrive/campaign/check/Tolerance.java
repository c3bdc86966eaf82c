package io.redrive.campaign.check;

import java.time.Duration;

/**
 * What a run may do under its faults. Loss, early deliveries and wrong attempts are never tolerated.
 *
 * @param duplicates which deliveries may repeat an attempt
 * @param standstill for how long a partition with records that were not delivered yet may have no delivery
 * @param parked whether records may end where no topic accepts them
 */
public record Tolerance(Duplicates duplicates, Duration standstill, boolean parked) {

    /** Which deliveries may repeat an attempt. */
    public enum Duplicates {
        /** Those of records that an instance had and could not commit, as it was killed, suspended or lost their partitions. */
        OF_HARMED,
        /** Any: the brokers' answers were lost. */
        ANY
    }

    /** Returns what is tolerated when only instances are harmed. */
    public static Tolerance ofHarmedInstances() {
        return new Tolerance(Duplicates.OF_HARMED, Duration.ofSeconds(30), false);
    }

    /** Returns what is tolerated when brokers or the network are harmed. */
    public static Tolerance ofHarmedBrokers() {
        return new Tolerance(Duplicates.ANY, Duration.ofSeconds(60), false);
    }

    /** Returns the same with another bound for standstill. */
    public Tolerance withStandstill(Duration bound) {
        return new Tolerance(duplicates, bound, parked);
    }

    /** Returns the same where records may be parked. */
    public Tolerance withParked() {
        return new Tolerance(duplicates, standstill, true);
    }
}
