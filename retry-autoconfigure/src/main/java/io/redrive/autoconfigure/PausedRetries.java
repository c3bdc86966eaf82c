package io.redrive.autoconfigure;

import io.redrive.admin.BrokerAccess;
import io.redrive.autoconfigure.audit.Operator;
import io.redrive.listener.Engine;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners;
import io.redrive.pause.Pausable;
import io.redrive.pause.Pause;
import io.redrive.pause.PauseCluster;
import io.redrive.pause.RetryPauses;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The pauses of the retried listeners of the application. Thread-safe. */
final class PausedRetries implements AutoCloseable {

    private final RetryListeners listeners;
    private final ClusterConnections connections;
    private final RetryPauses pauses;
    /** Asked for once: beans cannot be asked any more when the application ends. */
    private final Map<RetryListener, PauseCluster> clusters = new WeakHashMap<>();

    PausedRetries(Engine engine, ClusterConnections connections) {
        this.listeners = engine.listeners();
        this.connections = connections;
        this.pauses = new RetryPauses(this::all, engine.clock(), threads());
    }

    private static ThreadFactory threads() {
        CustomizableThreadFactory threads = new CustomizableThreadFactory("redrive-pauses-");
        // Nothing of the application is worth living on for this.
        threads.setDaemon(true);
        return threads;
    }

    /** Holds the retries of listeners that are to be started until it is known whether they are paused, which is asked now. */
    void follow(List<RetryListeners.Entry> started) {
        started.stream()
                .map(RetryListeners.Entry::listener)
                .filter(PausableListener::isPausable)
                .forEach(each -> each.retries().expectDecision());
        pauses.follow();
    }

    /** Returns the pause of a listener, or null when there is none. */
    @Nullable
    Pause find(RetryListener listener) {
        return PausableListener.isPausable(listener) ? pauses.find(pausable(listener)) : null;
    }

    /** Pauses the retries of a listener on all instances. */
    Pause pause(RetryListener listener, Operator operator) {
        return pauses.pause(pausable(listener), operator.name(), operator.reason());
    }

    /** Ends the pause of a listener on all instances. */
    void resume(RetryListener listener) {
        pauses.resume(pausable(listener));
    }

    private List<Pausable> all() {
        return listeners.all().stream()
                .map(RetryListeners.Entry::listener)
                .filter(PausableListener::isPausable)
                .map(this::pausable)
                .toList();
    }

    private synchronized Pausable pausable(RetryListener listener) {
        return new PausableListener(
                listener,
                clusters.computeIfAbsent(
                        listener,
                        each -> new PauseCluster(
                                connections.of(each),
                                BrokerAccess.connection(each.connection().consumers()),
                                BrokerAccess.connection(each.connection().producers()))));
    }

    @Override
    public void close() {
        pauses.close();
    }
}
