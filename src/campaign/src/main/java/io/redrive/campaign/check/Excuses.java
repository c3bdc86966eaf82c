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

    /** Whether a call may be made again at a later time. */
    boolean covers(Call call, long againNanos) {
        return isHarmed(call, againNanos) || hasLostItsPartition(call, againNanos);
    }

    private boolean isHarmed(Call call, long againNanos) {
        return run.incidents(Incident.Kind.HARM).stream()
                .filter(harm -> harm.what().equals(call.instance()))
                .anyMatch(harm -> harm.beganNanos() < againNanos
                        && harm.beganNanos() < endNanos(call) + COMMITTED_AFTER.toNanos()
                        && call.beganNanos() < harm.endedNanos() + COMMITTED_AFTER.toNanos());
    }

    private boolean hasLostItsPartition(Call call, long againNanos) {
        String partition = call.place().topicPartition();
        return run.evidence().instances().getOrDefault(call.instance(), List.of()).stream()
                .filter(Ownership.class::isInstance)
                .map(Ownership.class::cast)
                .filter(change -> change.change() == Ownership.Change.LOST)
                // It hears of the loss when it asks again, which others need not wait for.
                .anyMatch(loss -> loss.partitions().contains(partition)
                        && loss.nanos() > call.beganNanos()
                        && loss.nanos() < endNanos(call) + HEARD_WITHIN.toNanos()
                        && againNanos > call.beganNanos());
    }

    private static long endNanos(Call call) {
        return call.ended() == null ? call.beganNanos() : call.ended().time().nanos();
    }
}
