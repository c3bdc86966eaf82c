package io.redrive.admin;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** A client that is made when it is needed, and kept until it is closed or has become useless. Thread-safe. */
final class AdminSession {

    // Zero would wait for the client's thread to end, however long that takes.
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Supplier<Admin> admins;
    private @Nullable Admin admin;
    private boolean ended;

    AdminSession(Supplier<Admin> admins) {
        this.admins = admins;
    }

    /** Returns the client; what makes it impossible to make one counts as an unreachable broker. */
    Admin open() {
        synchronized (this) {
            if (ended) {
                throw stopped();
            }
            if (admin != null) {
                return admin;
            }
        }
        Admin created;
        try {
            // Not under the lock: looking up a host may take long, and nobody who closes may wait for it.
            created = admins.get();
        } catch (RuntimeException failure) {
            throw new BrokerUnavailableException("create an admin client", failure);
        }
        return keep(created);
    }

    private synchronized Admin keep(Admin created) {
        if (ended) {
            created.close(AT_ONCE);
            throw stopped();
        }
        if (admin != null) {
            // Somebody else was faster.
            created.close(AT_ONCE);
            return admin;
        }
        admin = created;
        return created;
    }

    private static BrokerUnavailableException stopped() {
        return new BrokerUnavailableException("use an admin client", new CancellationException("stopped"));
    }

    /** Closes the client; the next call of {@link #open} makes another. */
    synchronized void close() {
        if (admin != null) {
            admin.close(AT_ONCE);
            admin = null;
        }
    }

    /** Closes the client unless it was only the connection or the time that failed, which the same client gets over. */
    void closeAfter(BrokerUnavailableException failure) {
        Throwable reason = failure.reason();
        if (!(reason instanceof RetriableException || reason instanceof TimeoutException)) {
            close();
        }
    }

    /** Closes the client for good; calls in progress fail. */
    synchronized void end() {
        ended = true;
        close();
    }
}
