package io.redrive.consume;

import io.redrive.forward.RecordForwarder;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import io.redrive.schedule.OverdueRate;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.RetryTopology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What all consumers of one listener share.
 *
 * @param topology its topics and delays
 * @param router where its failures go
 * @param forwarder what writes them there
 * @param retriesInPlace retries that are made without a forward
 * @param exceptionText how much of the text of failures forwards carry
 * @param headers how the headers of records on its retry topics are written
 * @param limits what each consumer may hold
 * @param heldBytes memory for waiting records
 * @param log where failures are told
 * @param clock the time
 * @param random randomness for jitter; used by several threads
 * @param events where what becomes of records is told
 * @param topics its topics by now
 * @param instruments what watches its records
 * @param holdings what its consumers hold
 * @param overdueRate how many overdue records its consumers deliver per second, together
 * @param safeguards what keeps in what must not be seen, and out what must not be believed
 */
public record Listening(
        RetryTopology topology,
        RetryRouter router,
        RecordForwarder forwarder,
        RetriesInPlace retriesInPlace,
        ExceptionText exceptionText,
        HeaderFormat headers,
        Limits limits,
        HeldBytes heldBytes,
        FailureLog log,
        InstantSource clock,
        RandomGenerator random,
        RetryEvents events,
        LiveTopics topics,
        Instruments instruments,
        Holdings holdings,
        OverdueRate overdueRate,
        Safeguards safeguards) {

    /** Creates the value; the topics are those of the topology, and stay so, nobody watches, no rate is bounded,
     * and nothing is kept in or out. */
    public Listening(
            RetryTopology topology,
            RetryRouter router,
            RecordForwarder forwarder,
            List<Duration> blockingDelays,
            ExceptionText exceptionText,
            HeaderFormat headers,
            Limits limits,
            HeldBytes heldBytes,
            FailureLog log,
            InstantSource clock,
            RandomGenerator random,
            RetryEvents events) {
        this(
                topology,
                router,
                forwarder,
                RetriesInPlace.beforeTheFirstForward(blockingDelays),
                exceptionText,
                headers,
                limits,
                heldBytes,
                log,
                clock,
                random,
                events,
                new LiveTopics(topology.chains()),
                Instruments.NONE,
                new Holdings(),
                OverdueRate.UNBOUNDED,
                Safeguards.NONE);
    }

    /** Returns what counts its records. */
    public RetryMetrics metrics() {
        return instruments.metrics();
    }

    ForwardObservations observations() {
        return instruments.observations();
    }
}
