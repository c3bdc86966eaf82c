package io.redrive.campaign.check;

import io.redrive.campaign.journal.Incident;
import io.redrive.campaign.journal.Ownership;
import java.time.Duration;
import java.util.List;

/** Why an instance may have been unable to commit what it did. */
final class Excuses {

    /** Commits follow within milliseconds while the brokers answer; a slow machine is given this much. */
    private static final Duration COMMITTED_AFTER = Duration.ofSeconds(10);

    /** Nothing is committed, and no loss heard of, before the slowest listener call of a poll is over. */
    private static final Duration HEARD_WITHIN = Duration.ofMinutes(1);

    private final Case run;

    Excuses(Case run) {
        this.run = run;
    }

    /** Whether a call may repeat one that was made before. */
    boolean cover(Call earlier, Call again) {
        // Who stood still does not know what it has lost until it asks, and goes on with what it has.
        return isHarmed(earlier, again.beganNanos()) || losesItsPartition(earlier) || losesItsPartition(again);
    }

    /** Whether the instance may not know how the forward that followed a call has ended. */
    boolean coverForward(Call failed) {
        return isHarmed(failed, Long.MAX_VALUE) || losesItsPartition(failed);
    }

    private boolean isHarmed(Call call, long againNanos) {
        return run.incidents(Incident.Kind.HARM).stream()
                .filter(harm -> harm.what().equals(call.instance()))
                .anyMatch(harm -> harm.beganNanos() < againNanos
                        && harm.beganNanos() < endNanos(call) + COMMITTED_AFTER.toNanos()
                        && call.beganNanos() < harm.endedNanos() + COMMITTED_AFTER.toNanos());
    }

    private boolean losesItsPartition(Call call) {
        String partition = call.place().topicPartition();
        return run.evidence().instances().getOrDefault(call.instance(), List.of()).stream()
                .filter(Ownership.class::isInstance)
                .map(Ownership.class::cast)
                .filter(change -> change.change() == Ownership.Change.LOST)
                .anyMatch(loss -> loss.partitions().contains(partition)
                        && loss.nanos() > call.beganNanos()
                        && loss.nanos() < endNanos(call) + HEARD_WITHIN.toNanos());
    }

    private static long endNanos(Call call) {
        return call.ended() == null ? call.beganNanos() : call.ended().time().nanos();
    }
}
