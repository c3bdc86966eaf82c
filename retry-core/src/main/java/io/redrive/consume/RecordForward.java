package io.redrive.consume;

import io.micrometer.observation.Observation;
import io.redrive.forward.Forward;
import io.redrive.forward.Outcomes;
import io.redrive.header.Diagnostics;
import io.redrive.route.Routing;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The forward of one consumed record: knows which offset it settles, and what to leave out when it is too large. */
final class RecordForward extends Forward {

    private static final Logger log = LoggerFactory.getLogger(RecordForward.class);

    final Passage passage;
    final AssignedPartition partition;
    final RawRecord raw;
    final Routing routing;
    final @Nullable Diagnostics diagnostics;
    private final RetryMetrics metrics;
    private final long startedNanos;
    /** Until the first outcome; a forward that fails is sent again for as long as it takes. */
    private volatile @Nullable Observation observation;

    /** Whether it has been counted in {@link AssignedPartition#failing}. */
    boolean countedFailing;

    RecordForward(Outcomes outcomes, ProducerRecord<byte[], byte[]> record, Passage passage, Instruments instruments) {
        super(outcomes, record);
        this.passage = passage;
        this.partition = passage.partition();
        this.raw = passage.raw();
        this.routing = passage.routing();
        this.diagnostics = passage.diagnostics();
        this.metrics = instruments.metrics();
        this.startedNanos = metrics.nanoTime();
        Observation attempt = passage.attempt();
        this.observation = attempt == null ? null : instruments.observations().begin(record, attempt);
    }

    @Override
    protected boolean isMoot() {
        return partition.givenAway;
    }

    @Override
    protected void arrived() {
        metrics.forwarded(
                routing instanceof Routing.DeadLetter ? TopicRole.DEAD_LETTER : TopicRole.RETRY, startedNanos);
        observed(null);
    }

    @Override
    protected void sendFailed(Exception failure) {
        metrics.forwardFailed();
        observed(failure);
    }

    @Override
    protected void givenUp(@Nullable Exception failure) {
        observed(failure);
    }

    /** What is observed by whom is the application's; whatever goes wrong there is no failure of the forward. */
    private static void end(Observation observation, @Nullable Exception failure) {
        try {
            if (failure != null) {
                observation.error(failure);
            }
            observation.stop();
        } catch (RuntimeException | LinkageError hostile) {
            log.debug("The end of a forward could not be observed", hostile);
        }
    }

    private void observed(@Nullable Exception failure) {
        Observation current = observation;
        if (current != null) {
            observation = null;
            end(current, failure);
        }
    }
}
