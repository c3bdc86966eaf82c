package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import io.redrive.admin.BrokerAccess;
import io.redrive.admin.TopologyChecks;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Starts the containers of retried listeners as soon as their topics are verified: at once when the broker answers, later
 * when it does not. The containers are stopped by spring-kafka's registry, as all others.
 */
final class RetryListenerStarter implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, DisposableBean {

    /** How long the start of the application waits for the broker before it goes on without. */
    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(15);

    private final EngineRuntime runtime;
    private final PausedRetries pauses;
    private final ClusterConnections connections;
    private final ApplicationContext context;
    /** Those of the listeners that were there at the start, and one for each that came later. */
    private final List<ListenerCluster> clusters = new CopyOnWriteArrayList<>();

    private volatile boolean running;

    /**
     * Creates a starter.
     *
     * @param pauses which retries are paused, which containers have to know before they deliver
     * @param connections how the clusters of the listeners are reached
     * @param context the application, whose end is the end of all this
     */
    RetryListenerStarter(
            EngineRuntime runtime, PausedRetries pauses, ClusterConnections connections, ApplicationContext context) {
        this.context = context;
        this.runtime = runtime;
        this.pauses = pauses;
        this.connections = connections;
    }

    @Override
    public void start() {
        refuseToPrint();
        running = true;
        List<RetryListeners.Entry> listeners = runtime.engine().listeners().watch(this::startLate);
        check(listeners);
        listeners.forEach(each -> OffsetReset.remark(each.listener()));
        pauses.follow(listeners);
        Map<Map<String, Object>, List<RetryListeners.Entry>> byConnection = new LinkedHashMap<>();
        for (RetryListeners.Entry each : listeners) {
            byConnection
                    .computeIfAbsent(connections.of(each.listener()), unused -> new ArrayList<>())
                    .add(each);
        }
        List<ListenerCluster> begun = new ArrayList<>();
        byConnection.values().forEach(entries -> begun.add(cluster(entries)));
        clusters.addAll(begun);
        try {
            start(begun);
        } catch (RuntimeException failure) {
            stop();
            throw failure;
        }
    }

    /** Where the application was processed ahead of time, it is too late to decide that nothing is started. */
    private void refuseToPrint() {
        if (context.getEnvironment().containsProperty("redrive.topics.print")) {
            throw new RedriveConfigurationException(
                    "redrive.topics.print cannot be set when the application was processed ahead of time without it",
                    "Print with a JVM, without spring.aot.enabled=true");
        }
    }

    /** For a listener whose bean was made when the others had been started. */
    private void startLate(RetryListeners.Entry entry) {
        check(runtime.engine().listeners().all());
        OffsetReset.remark(entry.listener());
        pauses.follow(List.of(entry));
        ListenerCluster begun = cluster(List.of(entry));
        endReplaced();
        clusters.add(begun);
        try {
            begun.start(FIRST_ATTEMPT);
        } catch (RuntimeException refused) {
            clusters.remove(begun);
            begun.stop();
            throw refused;
        }
        if (!running) {
            begun.stop();
        }
    }

    /** A listener that comes again, under the id it had, leaves nothing behind of the one before. */
    private void endReplaced() {
        List<ListenerCluster> replaced =
                clusters.stream().filter(ListenerCluster::isReplaced).toList();
        clusters.removeAll(replaced);
        replaced.forEach(ListenerCluster::stop);
    }

    /** Topics of one name on brokers with other addresses are others. */
    private void check(List<RetryListeners.Entry> listeners) {
        listeners.stream()
                .collect(Collectors.groupingBy(
                        each -> String.valueOf(
                                connections.of(each.listener()).get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)),
                        LinkedHashMap::new,
                        Collectors.mapping(each -> each.listener().topology(), Collectors.toList())))
                .values()
                .forEach(TopologyChecks::check);
    }

    /** Returns what works for listeners whose topics are administered in the same way. */
    private ListenerCluster cluster(List<RetryListeners.Entry> entries) {
        RetryListener first = entries.get(0).listener();
        Map<String, Object> connection = connections.of(first);
        return new ListenerCluster(
                entries,
                runtime.engine().listeners()::all,
                BrokerAccess.of(
                        connection,
                        BrokerAccess.isSameUser(connection, first.connection().consumers())),
                EngineRuntime.newScheduler("redrive-topics-"),
                runtime.engine().clock());
    }

    /** All at the same time, so that none waits for another one's cluster. */
    private static void start(List<ListenerCluster> clusters) {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (int i = 1; i < clusters.size(); i++) {
            ListenerCluster each = clusters.get(i);
            starts.add(CompletableFuture.runAsync(
                    () -> each.start(FIRST_ATTEMPT),
                    task -> new CustomizableThreadFactory("redrive-start-")
                            .newThread(task)
                            .start()));
        }
        if (!clusters.isEmpty()) {
            clusters.get(0).start(FIRST_ATTEMPT);
        }
        for (CompletableFuture<Void> each : starts) {
            try {
                each.join();
            } catch (CompletionException failure) {
                if (failure.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw failure;
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        runtime.engine().listeners().unwatch();
        clusters.forEach(ListenerCluster::stop);
        clusters.clear();
    }

    /** Where a context fails while it starts, no end of it is told. */
    @Override
    public void destroy() {
        stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the other containers, some of which may listen to topics that are created here. */
    @Override
    public int getPhase() {
        return AbstractMessageListenerContainer.DEFAULT_PHASE - 1;
    }

    /**
     * Before the containers are stopped, none of which may be started any more. The end of a context below this one is told
     * here, too.
     */
    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        if (closed.getApplicationContext().equals(context)) {
            runtime.engine().end().begun();
            stop();
        }
    }
}
