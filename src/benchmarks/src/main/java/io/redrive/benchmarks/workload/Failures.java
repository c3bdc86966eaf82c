package io.redrive.benchmarks.workload;

import java.time.Duration;

/**
 * Which attempts fail, and what every system is configured with.
 *
 * @param records the records that fail
 * @param times how many attempts of each of them fail, from the first on
 * @param attempts attempts every record has at most
 * @param delay delay before the second attempt
 * @param multiplier growth of the delay from attempt to attempt
 */
public record Failures(Failing records, int times, int attempts, Duration delay, int multiplier) {

    /** No record fails. */
    public static Failures none() {
        return new Failures(new Failing.Nobody(), 0, 2, Duration.ofSeconds(1), 1);
    }

    /** The first attempt of each of these records fails, the second succeeds. */
    public static Failures once(Failing records, Duration delay) {
        return new Failures(records, 1, 2, delay, 1);
    }

    /** All attempts of these records fail. */
    public static Failures always(Failing records, int attempts, Duration delay) {
        return new Failures(records, attempts, attempts, delay, 1);
    }

    /** The same records are told apart, but none of them fails. */
    public Failures never() {
        return new Failures(records, 0, attempts, delay, multiplier);
    }

    /** Whether any attempt fails. */
    public boolean any() {
        return times > 0;
    }

    /** Whether a record is one of those that fail. */
    public boolean affects(int record) {
        return records.contains(record);
    }

    /** Whether the listener fails on a record. */
    public boolean fails(int record, int attempt) {
        return attempt <= times && affects(record);
    }

    /** Whether a record ends in the dead-letter topic when it has failed for so many times. */
    public boolean isLast(int attempt) {
        return attempt >= attempts;
    }

    /** Whether the records that fail never succeed. */
    public boolean deadly() {
        return times >= attempts;
    }

    /** How often a record that fails is delivered again. */
    public int retries() {
        return Math.min(times, attempts - 1);
    }

    /** Delay between the attempt before and this one. */
    public Duration delayBefore(int attempt) {
        Duration before = delay;
        for (int i = 2; i < attempt; i++) {
            before = before.multipliedBy(multiplier);
        }
        return before;
    }

    /** All delays of a record that fails. */
    public Duration allDelays() {
        Duration all = Duration.ZERO;
        for (int retry = 1; retry <= retries(); retry++) {
            all = all.plus(delayBefore(retry + 1));
        }
        return all;
    }
}
