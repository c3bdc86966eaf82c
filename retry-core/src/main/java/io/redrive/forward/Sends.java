package io.redrive.forward;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the application has sent through a producer, beside our forwards. Thread-safe. */
public final class Sends {

    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** Notes that a record is about to be sent. */
    public void sent() {
        count.incrementAndGet();
    }

    /** Notes that a record could not be sent; the first failure counts. */
    public void failed(Exception why) {
        failure.compareAndSet(null, why);
    }

    long count() {
        return count.get();
    }

    /** Returns why a record could not be sent, or null. */
    @Nullable
    Exception failure() {
        return failure.get();
    }

    void forgetFailure() {
        failure.set(null);
    }
}
