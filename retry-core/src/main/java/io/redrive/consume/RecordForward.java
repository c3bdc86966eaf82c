package io.redrive.consume;

import io.redrive.forward.Forward;
import io.redrive.forward.Outcomes;
import io.redrive.header.Diagnostics;
import io.redrive.route.Routing;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The forward of one consumed record: knows which offset it settles, and what to leave out when it is too large. */
final class RecordForward extends Forward {

    final AssignedPartition partition;
    final RawRecord raw;
    final Routing routing;
    final @Nullable Diagnostics diagnostics;
    private final RetryMetrics metrics;
    private final long startedNanos;
    /** Whether it has been counted in {@link AssignedPartition#failing}. */
    boolean countedFailing;

    RecordForward(
            Outcomes outcomes,
            ProducerRecord<byte[], byte[]> record,
            AssignedPartition partition,
            RawRecord raw,
            Routing routing,
            @Nullable Diagnostics diagnostics,
            RetryMetrics metrics) {
        super(outcomes, record);
        this.partition = partition;
        this.raw = raw;
        this.routing = routing;
        this.diagnostics = diagnostics;
        this.metrics = metrics;
        this.startedNanos = metrics.nanoTime();
    }

    @Override
    protected void arrived() {
        metrics.forwarded(
                routing instanceof Routing.DeadLetter ? TopicRole.DEAD_LETTER : TopicRole.RETRY, startedNanos);
    }

    @Override
    protected void sendFailed() {
        metrics.forwardFailed();
    }
}
