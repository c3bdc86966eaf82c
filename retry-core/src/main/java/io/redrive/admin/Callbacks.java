package io.redrive.admin;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls listeners back one at a time, and none after the end. */
final class Callbacks {

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private static final long LONGEST_WAIT_MS = 5_000;

    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean ended;

    void call(Runnable callback) {
        turn.lock();
        try {
            if (!ended) {
                callback.run();
            }
        } finally {
            turn.unlock();
        }
    }

    /** Calls back where nobody is left to throw to. */
    void callGuarded(ListenerTopics listener, Runnable callback) {
        try {
            call(callback);
        } catch (RuntimeException | LinkageError failure) {
            log.error(
                    "Listener {} could not be told about its topics; it is not told again",
                    listener.listener(),
                    failure);
        }
    }

    boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** Waits for a callback in progress, for some seconds, and not for one that calls this itself. */
    void awaitCurrent() {
        try {
            if (turn.tryLock(LONGEST_WAIT_MS, TimeUnit.MILLISECONDS)) {
                turn.unlock();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
