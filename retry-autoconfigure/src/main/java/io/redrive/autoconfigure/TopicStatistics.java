package io.redrive.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.admin.Backlog;
import io.redrive.admin.TopicState;
import io.redrive.autoconfigure.TopicFigures.DeadLetters;
import io.redrive.autoconfigure.TopicFigures.Retry;
import io.redrive.autoconfigure.TopicFigures.Waiting;
import io.redrive.census.CensusReport;
import io.redrive.listener.RetryListeners;
import io.redrive.log.QuietLog;
import io.redrive.scan.ScanBudget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Finds out in the background what the meters of topics tell. Each round asks the brokers what is in the topics, and goes on
 * with counting dead letters within one budget for all of them; until all are counted, the next round comes sooner.
 */
final class TopicStatistics implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(TopicStatistics.class);

    private static final Duration FIRST = Duration.ofSeconds(5);

    private final DeadLetterStore store;
    private final RetryListeners listeners;
    private final Backlogs backlogs;
    private final Settings settings;
    private final QuietLog quiet;
    private final MeterRegistry registry;
    private volatile TopicFigures figures;
    private volatile @Nullable TopicMeters meters;
    private @Nullable ScheduledThreadPoolExecutor scheduler;
    private @Nullable ScheduledFuture<?> next;

    /**
     * How it works.
     *
     * @param interval time between two rounds; 0 for none at all, and no meters
     * @param budget what one round may read
     * @param quiet where failures are told, once in a while
     */
    record Settings(Duration interval, ScanBudget budget, InstantSource clock, QuietLog quiet) {}

    TopicStatistics(
            DeadLetterStore store,
            RetryListeners listeners,
            Backlogs backlogs,
            MeterRegistry registry,
            Settings settings) {
        this.store = store;
        this.listeners = listeners;
        this.backlogs = backlogs;
        this.registry = registry;
        this.settings = settings;
        this.quiet = settings.quiet();
        this.figures = new TopicFigures(settings.clock().instant(), 0, Map.of(), Map.of());
    }

    @Override
    public synchronized void start() {
        if (scheduler == null) {
            backlogs.open();
            if (meters == null) {
                meters = new TopicMeters(registry, () -> figures, settings.clock());
            }
            CustomizableThreadFactory threads = new CustomizableThreadFactory("redrive-topics-");
            // Nothing of the application is worth living on for this.
            threads.setDaemon(true);
            scheduler = new ScheduledThreadPoolExecutor(1, threads);
            schedule(FIRST.compareTo(settings.interval()) < 0 ? FIRST : settings.interval());
        }
    }

    private synchronized void schedule(Duration delay) {
        ScheduledThreadPoolExecutor running = scheduler;
        if (running != null) {
            try {
                next = running.schedule(this::round, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                log.debug("The statistics of topics have ended");
            }
        }
    }

    private void round() {
        boolean complete = true;
        try {
            complete = collect();
        } catch (KafkaException failure) {
            failed(failure.toString());
        } catch (RuntimeException | LinkageError unexpected) {
            failed(unexpected.toString());
            log.debug("The statistics of topics failed", unexpected);
        }
        boolean soon = !complete && FIRST.compareTo(settings.interval()) < 0;
        schedule(soon ? FIRST : settings.interval());
    }

    /** Does one round; returns whether all dead letters are counted. */
    boolean collect() {
        Map<String, DeadLetterTopic> topics = store.topics();
        DeadLetterStore.Look look = store.look(topics.values());
        ScanBudget left = settings.budget();
        Map<String, DeadLetters> counted = new HashMap<>(figures.deadLetters());
        String error = look.error();
        // Topics that were deleted have no figures; those that were not seen keep theirs, and it is told how old they
        // are.
        counted.keySet().retainAll(error == null ? look.topics().keySet() : topics.keySet());
        boolean complete = true;
        for (Map.Entry<String, TopicState> each : look.topics().entrySet()) {
            DeadLetterTopic topic = topics.get(each.getKey());
            if (topic == null) {
                continue;
            }
            try {
                left = left.after(store.count(topic, each.getValue(), left));
                CensusReport report = store.counted(topic);
                counted.put(topic.name(), deadLetters(each.getValue(), report));
                complete &= report.uncounted() == 0;
            } catch (KafkaException failure) {
                // The others are counted all the same.
                error = error == null ? DeadLetterStore.unread(topic, failure) : error;
            }
        }
        Map<Retry, Waiting> waiting = new HashMap<>();
        for (Map.Entry<RetryListeners.Entry, Backlog> each :
                backlogs.of(listeners.all()).entrySet()) {
            error = each.getValue().error() == null ? error : each.getValue().error();
            waiting.putAll(RetryFigures.of(each.getKey().listener(), each.getValue()));
        }
        TopicFigures before = figures;
        figures = new TopicFigures(
                error == null ? settings.clock().instant() : before.asOf(),
                before.errors() + (error == null ? 0 : 1),
                counted,
                waiting);
        TopicMeters made = meters;
        if (made != null) {
            made.refresh();
        }
        if (error != null) {
            warn(error);
        }
        return complete;
    }

    private static DeadLetters deadLetters(TopicState state, CensusReport report) {
        Instant oldest = report.oldest();
        return new DeadLetters(
                report.unresolved(),
                report.uncounted(),
                DeadLetterCounts.retained(state),
                report.groups().size(),
                oldest,
                DeadLetterCounts.expiry(state, oldest),
                report.lost());
    }

    private void failed(String why) {
        TopicFigures before = figures;
        figures = new TopicFigures(before.asOf(), before.errors() + 1, before.deadLetters(), before.retries());
        warn(why);
    }

    private void warn(String why) {
        quiet.warn(
                log,
                "topics",
                () -> "It cannot be found out what is in retry and dead-letter topics (" + why
                        + "); their meters are out of date, and it is tried again");
    }

    @Override
    public boolean isAutoStartup() {
        return !settings.interval().isZero();
    }

    @Override
    public synchronized void stop() {
        if (scheduler != null) {
            if (next != null) {
                next.cancel(true);
            }
            scheduler.shutdownNow();
            scheduler = null;
            backlogs.close();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return scheduler != null;
    }
}
