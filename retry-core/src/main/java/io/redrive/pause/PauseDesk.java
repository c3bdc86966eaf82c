package io.redrive.pause;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the pauses of one cluster are followed and made: one thread. Thread-safe. */
final class PauseDesk implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PauseDesk.class);

    private static final long STOP_SECONDS = 5;
    private static final Duration AFTER_ERROR = Duration.ofSeconds(5);

    private final PausePort port;
    private final PauseFollower follower;
    private final InstantSource clock;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Semaphore asked = new Semaphore(0);
    private boolean stopped;

    PauseDesk(PausePort port, PauseFollower follower, InstantSource clock) {
        this.port = port;
        this.follower = follower;
        this.clock = clock;
    }

    /** Begins to follow. */
    PauseDesk started(ThreadFactory threads) {
        threads.newThread(this::run).start();
        return this;
    }

    PausePort port() {
        return port;
    }

    PauseFollower follower() {
        return follower;
    }

    private void run() {
        try (follower) {
            while (!isStopped()) {
                long restMs = step().toMillis();
                changed();
                if (asked.tryAcquire(restMs, TimeUnit.MILLISECONDS)) {
                    asked.drainPermits();
                }
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private Duration step() {
        try {
            return follower.step();
        } catch (RuntimeException | LinkageError unexpected) {
            log.error("Following what is paused failed unexpectedly; it is tried again", unexpected);
            return AFTER_ERROR;
        }
    }

    private synchronized void changed() {
        notifyAll();
    }

    /** Lets the next step begin at once. */
    void stepNext() {
        asked.release();
    }

    /** Waits until something holds; returns whether it does. */
    synchronized boolean await(Duration within, BooleanSupplier holds) {
        long untilMs = clock.millis() + within.toMillis();
        try {
            while (!holds.getAsBoolean()) {
                long leftMs = untilMs - clock.millis();
                if (leftMs <= 0 || stopped) {
                    return false;
                }
                wait(leftMs);
            }
            return true;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return holds.getAsBoolean();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized void stop() {
        stopped = true;
        asked.release();
        notifyAll();
    }

    /** Ends it; listeners stay as they are. */
    @Override
    public void close() {
        stop();
        port.close();
        try {
            if (!ended.await(1, TimeUnit.SECONDS)) {
                follower.wakeup();
                if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                    log.warn("Pauses are still being read while the application ends");
                }
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
