package io.redrive.admin;

import java.time.Duration;

/** The delays between attempts: growing while the broker cannot be reached, long while topics are wrong. */
final class AttemptDelays {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration WRONG = Duration.ofMinutes(1);

    private Duration nextDelay = FIRST;

    /**
     * Returns the delay before the next attempt.
     *
     * @param outstanding how many listeners are left
     */
    Duration after(Round round, int outstanding) {
        if (!round.verified().isEmpty()) {
            nextDelay = FIRST;
        }
        if (round.unreachable() == null && round.wrong().size() == outstanding) {
            return WRONG;
        }
        Duration delay = nextDelay;
        Duration doubled = delay.multipliedBy(2);
        nextDelay = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return delay;
    }
}
