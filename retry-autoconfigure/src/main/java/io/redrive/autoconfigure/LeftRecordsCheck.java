package io.redrive.autoconfigure;

import io.redrive.admin.AbandonedRecords;
import io.redrive.admin.BrokerAccess;
import io.redrive.admin.BrokerUnavailableException;
import io.redrive.admin.LongWaits;
import io.redrive.admin.TopicLook;
import io.redrive.admin.TopologyException;
import io.redrive.annotation.LeftListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/**
 * Refuses to start while the retry topics of a listener that has been taken off Redrive hold records, which nobody would
 * process, and warns of those that would be processed early. While no broker answers, the application starts, because the
 * records stay where they are; it is told later.
 */
final class LeftRecordsCheck implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LeftRecordsCheck.class);

    static final Duration LATER = Duration.ofSeconds(30);

    private final Supplier<List<LeftListener>> left;
    private final Function<Map<String, Object>, Map<String, Object>> connections;
    private final Function<Map<String, Object>, BrokerAccess> accesses;
    private final InstantSource clock;
    private final Duration later;
    private @Nullable ScheduledExecutorService scheduler;
    private volatile boolean running;

    /**
     * Creates a check.
     *
     * @param left returns the listeners, when all have been made
     * @param connections returns the settings of an admin client for those of a consumer
     * @param accesses returns how brokers are reached with these
     * @param later when it is tried again while no broker answers
     */
    LeftRecordsCheck(
            Supplier<List<LeftListener>> left,
            Function<Map<String, Object>, Map<String, Object>> connections,
            Function<Map<String, Object>, BrokerAccess> accesses,
            InstantSource clock,
            Duration later) {
        this.left = left;
        this.connections = connections;
        this.accesses = accesses;
        this.clock = clock;
        this.later = later;
    }

    @Override
    public void start() {
        running = true;
        Map<Map<String, Object>, List<LeftListener>> byConnection = new LinkedHashMap<>();
        for (LeftListener each : left.get()) {
            byConnection
                    .computeIfAbsent(connections.apply(each.consumers()), unused -> new ArrayList<>())
                    .add(each);
        }
        byConnection.forEach((connection, listeners) -> {
            BrokerAccess access = accesses.apply(connection);
            if (!look(access, listeners)) {
                log.warn(
                        "Whether retry topics hold records of listener {}, which has been taken off Redrive, cannot be told,"
                                + " because the broker at {} is not reachable; it is tried again",
                        String.join(
                                ", ",
                                listeners.stream()
                                        .flatMap(LeftRecordsCheck::ids)
                                        .toList()),
                        access.brokers());
                later(access, listeners);
            }
        });
    }

    private static Stream<String> ids(LeftListener listener) {
        return Stream.concat(
                listener.abandoned().stream().map(AbandonedRecords::listenerId),
                listener.longWaits().stream().map(LongWaits::listenerId));
    }

    /** Returns whether the brokers have answered. */
    private boolean look(BrokerAccess access, List<LeftListener> listeners) {
        try (TopicLook look = new TopicLook(access, clock)) {
            LongWaits.warnings(
                            listeners.stream()
                                    .flatMap(each -> each.longWaits().stream())
                                    .toList(),
                            look)
                    .forEach(log::warn);
            AbandonedRecords.refuse(
                    listeners.stream()
                            .flatMap(each -> each.abandoned().stream())
                            .toList(),
                    look);
            return true;
        } catch (BrokerUnavailableException unavailable) {
            log.debug("No look at retry topics", unavailable);
            return false;
        }
    }

    private synchronized void later(BrokerAccess access, List<LeftListener> listeners) {
        if (!running) {
            return;
        }
        if (scheduler == null) {
            scheduler = EngineRuntime.newScheduler("redrive-left-");
        }
        var unused = scheduler.schedule(
                () -> {
                    try {
                        if (!look(access, listeners)) {
                            later(access, listeners);
                        }
                    } catch (TopologyException held) {
                        log.error(held.getMessage());
                    }
                },
                later.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (scheduler != null) {
            scheduler.shutdownNow();
            scheduler = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the containers, none of which is to start when this refuses to. */
    @Override
    public int getPhase() {
        return AbstractMessageListenerContainer.DEFAULT_PHASE - 1;
    }
}
