package io.redrive.route;

import io.redrive.DeadLetterException;
import io.redrive.RedriveException;
import io.redrive.RetryAfterException;
import io.redrive.backoff.BackOffSchedule;
import io.redrive.classify.Classification;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.classify.FailureClassifier;
import io.redrive.topic.RetryTopology;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides where the failed records of one listener go. Immutable; a decision depends on its arguments only. */
public final class RetryRouter {

    private static final long FOR_EVER = Long.MAX_VALUE;
    /** More than any version of an application can have asked for. */
    public static final int HIGHEST_ATTEMPT = BackOffSchedule.MOST_ATTEMPTS;

    private final RetryTopology topology;
    private final FailureClassifier classifier;
    private final List<Set<Class<? extends Throwable>>> deadLetterRules;
    private final long timeoutMs;
    private final boolean deadLetters;
    private final long longestDelayMs;
    private final Levels levels;

    /**
     * Creates a router.
     *
     * @param timeout how long after its first timestamp a record may still be given another attempt, or null for ever
     */
    public RetryRouter(RetryTopology topology, FailureClassifier classifier, @Nullable Duration timeout) {
        this(topology, classifier, timeout, List.of());
    }

    /**
     * Creates a router of a listener with several dead-letter topics.
     *
     * @param timeout how long after its first timestamp a record may still be given another attempt, or null for ever
     * @param deadLetterRules the failures, or causes of failures, whose records go to the second dead-letter topic of their
     *     chain, to the third, and so on; the first that matches wins
     */
    public RetryRouter(
            RetryTopology topology,
            FailureClassifier classifier,
            @Nullable Duration timeout,
            List<Set<Class<? extends Throwable>>> deadLetterRules) {
        this.topology = topology;
        this.classifier = classifier;
        this.deadLetterRules = List.copyOf(deadLetterRules);
        this.timeoutMs = millis(timeout);
        // A listener may ask for more than is configured.
        this.longestDelayMs = Math.max(topology.longestDelay().toMillis(), RetryAfterException.LONGEST.toMillis());
        this.levels = new Levels(topology);
        this.deadLetters = topology.chains().stream().allMatch(chain -> chain.deadLetterTopic() != null);
    }

    /**
     * Returns where the record goes after a failed attempt: where the listener demands, or as configured.
     *
     * @param attempt number of the attempt that failed, from 1
     * @param firstTimestampMs timestamp of the record on the main topic
     * @param failure what the listener threw
     * @param nowMs instant of the failure
     */
    public Routing afterFailure(
            int attempt, long firstTimestampMs, Throwable failure, long nowMs, RandomGenerator random) {
        RedriveException demand = Demands.in(failure);
        if (demand instanceof DeadLetterException rejected) {
            return reject(rejected.reason(), failure);
        }
        if (demand == null && classifier.classify(failure) == Classification.FATAL) {
            return giveUp(DeadLetterReason.FATAL_EXCEPTION, failure);
        }
        if (attempt >= topology.backOff().attempts()) {
            return giveUp(DeadLetterReason.ATTEMPTS_EXHAUSTED, failure);
        }
        if (timeoutMs != FOR_EVER && firstTimestampMs < nowMs - timeoutMs) {
            return giveUp(DeadLetterReason.TIMED_OUT, failure);
        }
        int next = attempt + 1;
        if (demand instanceof RetryAfterException asked) {
            return waiting(next, nowMs + roundedUp(asked.delay()), nowMs);
        }
        long delayMs = topology.backOff().delayBefore(next).toMillis();
        return new Routing.RetryAt(
                topology.levels().get(next - 2), next, nowMs + topology.jitter().apply(delayMs, random));
    }

    /** Whether another attempt may mend the failure, and the listener does not demand anything else for its record. */
    public boolean isRetryable(Throwable failure) {
        return Demands.in(failure) == null && classifier.classify(failure) == Classification.RETRYABLE;
    }

    /** Returns where a record goes that gets no further attempt, for a reason that is no failure of the listener. */
    public Routing giveUp(DeadLetterReason reason) {
        return deadLetters ? new Routing.DeadLetter(reason) : new Routing.Drop(reason);
    }

    /** Returns where a record goes that gets no further attempt because of a failure. */
    public Routing giveUp(DeadLetterReason reason, Throwable failure) {
        return deadLetters ? new Routing.DeadLetter(reason, deadLetterTopic(failure)) : new Routing.Drop(reason);
    }

    private int deadLetterTopic(Throwable failure) {
        for (int rule = 0; rule < deadLetterRules.size(); rule++) {
            if (ExceptionClassifier.matches(deadLetterRules.get(rule), failure, true)) {
                return rule + 1;
            }
        }
        return 0;
    }

    private Routing reject(String said, Throwable failure) {
        String text = DeadLetterReason.REJECTED.code() + (said.isEmpty() ? "" : ": " + said);
        return deadLetters
                ? new Routing.DeadLetter(DeadLetterReason.REJECTED, text, deadLetterTopic(failure))
                : new Routing.Drop(DeadLetterReason.REJECTED, text);
    }

    /**
     * Returns where a record waits, or goes on waiting, for a due time that may lie further ahead than any configured delay.
     *
     * @param attempt number of the attempt that will be made when it is due
     */
    public Routing.RetryAt waiting(int attempt, long dueAtMs, long nowMs) {
        return new Routing.RetryAt(levels.levelFor(dueAtMs - nowMs), attempt, dueAtMs);
    }

    /**
     * Returns until when a record may wait in its retry topic: until it is due, or until an earlier instant at which it
     * must be written anew, to where {@link #waiting} says, lest the topic's retention or its readers' memory end first.
     *
     * @param topicDelayMs the delay that the topic is for
     * @param writtenAtMs timestamp of the record in that topic
     */
    public long staysUntil(long topicDelayMs, long writtenAtMs, long dueAtMs, long nowMs) {
        return levels.staysUntil(topicDelayMs, writtenAtMs, dueAtMs, nowMs);
    }

    /**
     * Whether attempt and due time found on a retry topic can have been written for this listener, be it by a version of the
     * application with more attempts or longer delays, or by a redrive, which begins with the first attempt. A later due time is
     * refused, since waiting for it would let whoever forged it hold a record, and memory, as long as they like.
     *
     * @param formerLongest the longest delay that another version can have had
     */
    public boolean plausible(int attempt, long dueAtMs, long nowMs, Duration formerLongest, Duration clockSkew) {
        return attempt >= 1
                && attempt <= HIGHEST_ATTEMPT
                && dueAtMs >= 0
                && dueAtMs <= nowMs + Math.max(longestDelayMs, formerLongest.toMillis()) + clockSkew.toMillis();
    }

    /** Returns milliseconds that are not shorter than the duration. */
    private static long roundedUp(Duration delay) {
        return delay.plusNanos(999_999).toMillis();
    }

    private static long millis(@Nullable Duration timeout) {
        return timeout == null || timeout.compareTo(Duration.ofMillis(FOR_EVER)) > 0 ? FOR_EVER : timeout.toMillis();
    }
}
