package io.redrive.forward;

import io.redrive.log.QuietLog;
import io.redrive.schedule.RetryPause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards through one producer.
 *
 * <p>A topic is <em>open</em> once the producer holds its metadata; sending to it then does not block, unless the producer
 * drops its metadata because every broker is gone: then one send blocks for {@code max.block.ms}. What is forwarded to
 * a topic that is not open, and what failed, waits in the topic's lane and is sent again by the scheduler, with a growing
 * delay. A send that timed out may have been written: sending it again may make a copy, which carries the same forward id.
 */
public final class KafkaForwarder implements RecordForwarder, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KafkaForwarder.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int FAILURES_BEFORE_NEW_PRODUCER = 5;

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final ScheduledExecutorService scheduler;
    private final QuietLog quiet;
    private final InstantSource clock;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private volatile boolean closed;

    /**
     * Creates a forwarder.
     *
     * @param producers makes the producer, and a new one when it has become unusable
     * @param scheduler runs the retries; its threads may be blocked by a producer for {@code max.block.ms}
     * @param quiet limits how often a failing topic is logged
     * @param clock the time
     */
    public KafkaForwarder(
            Supplier<Producer<byte[], byte[]>> producers,
            ScheduledExecutorService scheduler,
            QuietLog quiet,
            InstantSource clock) {
        this.producers = producers;
        this.scheduler = scheduler;
        this.quiet = quiet;
        this.clock = clock;
    }

    /**
     * Opens a topic: afterwards forwarding to it does not block.
     *
     * @return the number of its partitions
     * @throws KafkaException when its metadata cannot be had within {@code max.block.ms}
     */
    public int open(String topic) {
        Producer<byte[], byte[]> by = producer();
        int partitions = by.partitionsFor(topic).size();
        Lane lane = lane(topic);
        lane.partitions = partitions;
        lane.openedBy = by;
        return partitions;
    }

    @Override
    public void forward(Forward forward) {
        forward.under(this);
        Lane lane = lane(forward.record().topic());
        if (lane.isOpen() && !lane.busy) {
            send(forward);
        } else {
            lane.add(forward, 0);
        }
    }

    /** Returns the topics that cannot be written at present, by name; one is written again once a forward has got there. */
    public Map<String, FailingTopic> failing() {
        Map<String, FailingTopic> failing = new TreeMap<>();
        lanes.values().forEach(lane -> {
            FailingTopic why = lane.failing;
            if (why != null) {
                failing.put(lane.topic, why);
            }
        });
        return failing;
    }

    /** Notes that somebody else, who forwards in transactions, could not write to a topic, or has: null. */
    public void note(String topic, @Nullable Exception failure) {
        Lane lane = lane(topic);
        if (failure == null) {
            lane.failing = null;
        } else {
            lane.failed(failure);
        }
    }

    void completed(Forward forward, @Nullable Exception failure) {
        Lane lane = lane(forward.record().topic());
        if (failure == null) {
            lane.failures.set(0);
            lane.failing = null;
            forward.outcomes().add(new Outcome.Acknowledged(forward));
            forward.arrived();
        } else if (isPermanent(failure)) {
            lane.failing = null;
            forward.outcomes().add(new Outcome.Rejected(forward, failure));
            forward.givenUp(failure);
        } else if (closed) {
            forward.givenUp(failure);
        } else {
            failed(lane, forward, failure);
        }
    }

    private void failed(Lane lane, Forward forward, Exception failure) {
        if (forward.failures++ == 0) {
            forward.outcomes().add(new Outcome.Failing(forward, failure));
        }
        quiet.warn(
                log,
                "forward-" + lane.topic,
                () -> "Forwarding to " + lane.topic + " fails (" + failure
                        + "); offsets are held and it is tried again");
        lane.failed(failure);
        lane.add(forward, lane.delayMs());
        forward.sendFailed(failure);
    }

    private void send(Forward forward) {
        try {
            // The callback tells the outcome.
            var unused = producer().send(forward.record(partitions(forward.record())), forward);
        } catch (RuntimeException failure) {
            completed(forward, failure);
        }
    }

    /** Which partition it will be is decided now, when the topic is open: it may have fewer than the topic before it. */
    private int partitions(ProducerRecord<byte[], byte[]> record) {
        int known = lane(record.topic()).partitions;
        // A topic that has grown has the partition by now; an open one is looked up without waiting.
        return record.partition() < known ? known : open(record.topic());
    }

    static boolean isPermanent(Exception failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof InvalidTimestampException;
    }

    private Lane lane(String topic) {
        Lane lane = lanes.get(topic);
        return lane == null ? lanes.computeIfAbsent(topic, Lane::new) : lane;
    }

    /** Closes the producer; what is not acknowledged by then is neither committed nor lost. */
    @Override
    public void close() {
        Producer<byte[], byte[]> last;
        synchronized (this) {
            closed = true;
            last = producer;
        }
        if (last != null) {
            last.close(CLOSE_TIMEOUT);
        }
        lanes.values().forEach(Lane::giveUp);
    }

    /** Returns the producer; made when first needed, because making one can fail while a name cannot be resolved. */
    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> current = producer;
        return current == null ? createProducer() : current;
    }

    private synchronized Producer<byte[], byte[]> createProducer() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            current = producers.get();
            producer = current;
        }
        return current;
    }

    private synchronized void replaceProducer(@Nullable Producer<byte[], byte[]> broken) {
        if (broken != null && producer == broken && !closed) {
            try {
                producer = producers.get();
                broken.close(Duration.ZERO);
            } catch (RuntimeException failure) {
                quiet.warn(log, "replace", () -> "A broken producer cannot be replaced (" + failure + ")");
            }
        }
    }

    /** The forwards of one topic that could not be sent yet. */
    private final class Lane {

        private final String topic;
        private final ArrayDeque<Forward> waiting = new ArrayDeque<>();
        private volatile int partitions;
        /** Which producer holds the metadata: a new one has to fetch it first, and would block its sender meanwhile. */
        private volatile @Nullable Producer<byte[], byte[]> openedBy;

        private final AtomicInteger failures = new AtomicInteger();
        private volatile @Nullable Exception lastFailure;
        private volatile @Nullable FailingTopic failing;
        /** Whether forwards wait: later ones then queue up behind them instead of running into the same failure. */
        private volatile boolean busy;

        Lane(String topic) {
            this.topic = topic;
        }

        boolean isOpen() {
            return partitions > 0 && openedBy == producer;
        }

        long delayMs() {
            return RetryPause.millisAfter(failures.get());
        }

        synchronized void add(Forward forward, long delayMs) {
            waiting.add(forward);
            if (!busy) {
                busy = true;
                schedule(delayMs);
            }
        }

        private void schedule(long delayMs) {
            if (closed) {
                return;
            }
            try {
                var unused = scheduler.schedule(this::sendWaiting, delayMs, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                log.debug("Forwards to {} are not sent again, the scheduler has stopped", topic);
            }
        }

        synchronized void giveUp() {
            waiting.forEach(each -> each.givenUp(lastFailure));
        }

        private void sendWaiting() {
            @Nullable Producer<byte[], byte[]> used = producer;
            try {
                open(topic);
            } catch (RuntimeException failure) {
                failed(failure);
                synchronized (this) {
                    waiting.forEach(each -> each.sendFailed(failure));
                }
                quiet.warn(
                        log,
                        "forward-" + topic,
                        () -> "Topic " + topic + " cannot be written (" + failure
                                + "); offsets are held and it is tried again");
                countFailure(used);
                schedule(delayMs());
                return;
            }
            countFailure(used);
            List<Forward> batch;
            synchronized (this) {
                batch = new ArrayList<>(waiting);
                waiting.clear();
                busy = false;
            }
            batch.forEach(KafkaForwarder.this::send);
        }

        private void failed(Exception failure) {
            lastFailure = failure;
            if (failing == null) {
                failing = new FailingTopic(clock.instant(), quiet.told(failure.toString()));
            }
        }

        private void countFailure(@Nullable Producer<byte[], byte[]> used) {
            int count = failures.incrementAndGet();
            Exception failure = lastFailure;
            if (count % FAILURES_BEFORE_NEW_PRODUCER == 0 && failure != null && BrokenProducer.isToldBy(failure)) {
                replaceProducer(used);
            }
        }
    }
}
