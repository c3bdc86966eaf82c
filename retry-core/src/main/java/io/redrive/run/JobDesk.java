package io.redrive.run;

import io.redrive.job.JobBook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the jobs of one dead-letter topic are known, and run when nobody else does: one thread. Thread-safe. */
final class JobDesk implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobDesk.class);

    private static final long LONGEST_POLL_MS = 1_000;
    private static final long PAUSE_MS = 5_000;
    private static final long STOP_SECONDS = 5;

    private final String topic;
    private final JobBook book;
    private final Opening opening;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean loaded;
    private volatile boolean atOnce;
    private volatile @Nullable KafkaJobLog reading;

    /**
     * How the work begins.
     *
     * @param log makes what reads the jobs
     * @param runner makes what runs them, with what reads them
     */
    record Opening(Supplier<KafkaJobLog> log, Function<KafkaJobLog, JobRunner> runner) {}

    JobDesk(String topic, JobBook book, Opening opening, InstantSource clock) {
        this.topic = topic;
        this.book = book;
        this.opening = opening;
        this.clock = clock;
    }

    /** Begins to work. */
    JobDesk started(ThreadFactory threads) {
        threads.newThread(this::run).start();
        return this;
    }

    /** Returns what is known. */
    JobBook book() {
        return book;
    }

    /** Lets the next thing to do be done by this instance without waiting for others. */
    void atOnce() {
        atOnce = true;
    }

    /** Waits until the jobs are known; returns whether they are. */
    boolean awaitLoaded(Duration within) {
        return await(within, () -> loaded);
    }

    /** Waits until something holds of the jobs; returns whether it does. */
    synchronized boolean await(Duration within, BooleanSupplier holds) {
        long untilMs = clock.millis() + within.toMillis();
        try {
            while (!holds.getAsBoolean()) {
                long leftMs = untilMs - clock.millis();
                if (leftMs <= 0) {
                    return false;
                }
                wait(Math.min(leftMs, LONGEST_POLL_MS));
            }
            return true;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return holds.getAsBoolean();
        }
    }

    private synchronized void changed() {
        notifyAll();
    }

    private void run() {
        try {
            while (stopped.getCount() > 0) {
                try (KafkaJobLog opened = opening.log().get()) {
                    reading = opened;
                    work(opened);
                } catch (WakeupException stop) {
                    log.debug("The jobs of {} are not run here any more", topic);
                } catch (RuntimeException failure) {
                    log.warn("The jobs of {} cannot be read; it is tried again", topic, failure);
                }
                if (stopped.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void work(KafkaJobLog opened) {
        opened.catchUp();
        loaded = true;
        JobRunner runner = opening.runner().apply(opened);
        try {
            while (stopped.getCount() > 0) {
                changed();
                if (atOnce) {
                    atOnce = false;
                    runner.atOnce();
                }
                long ms = runner.step();
                changed();
                opened.poll(Duration.ofMillis(Math.min(ms, LONGEST_POLL_MS)));
            }
        } finally {
            runner.leave();
        }
    }

    /** Lets the work end soon, and does not wait for that. */
    void stop() {
        stopped.countDown();
    }

    /** Ends the work; what is being written is written to its end first, within some seconds. */
    @Override
    public void close() {
        stop();
        KafkaJobLog current = reading;
        try {
            if (!ended.await(LONGEST_POLL_MS, TimeUnit.MILLISECONDS) && current != null) {
                current.wakeup();
                if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                    log.warn("The jobs of {} are still being run while the application ends", topic);
                }
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
