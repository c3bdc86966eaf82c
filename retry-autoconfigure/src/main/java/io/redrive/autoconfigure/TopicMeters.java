package io.redrive.autoconfigure;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of retry and dead-letter topics. They read what was found out last; no scrape asks a broker. One thread at a time
 * tells it of topics, any thread reads the meters.
 */
final class TopicMeters {

    /** As many topics have meters at most, so that a pattern that matches everything does not fill the registry. */
    static final int MOST_TOPICS = 1_000;

    // In one order, so that it is always the same topics that have meters.
    private static final Comparator<TopicFigures.Retry> BY_NAME =
            Comparator.comparing(TopicFigures.Retry::topic).thenComparing(TopicFigures.Retry::listener);

    private final MeterRegistry registry;
    private final Supplier<TopicFigures> figures;
    private final InstantSource clock;
    private final Map<Tags, List<Meter>> registered = new HashMap<>();

    /**
     * Creates the meters that are there without any topic.
     *
     * @param figures what was found out last
     */
    TopicMeters(MeterRegistry registry, Supplier<TopicFigures> figures, InstantSource clock) {
        this.registry = registry;
        this.figures = figures;
        this.clock = clock;
        TimeGauge.builder(
                        "redrive.stats.age",
                        this,
                        TimeUnit.MILLISECONDS,
                        meters -> meters.since(meters.figures.get().asOf()))
                .description("Time since the meters of topics were up to date")
                .register(registry);
        FunctionCounter.builder("redrive.stats.errors", this, meters ->
                        (double) meters.figures.get().errors())
                .description("Failures to find out what the meters of topics tell")
                .register(registry);
    }

    /** Makes the meters of topics that are new, and removes those of topics that are gone. */
    void refresh() {
        TopicFigures latest = figures.get();
        Set<Tags> present = new HashSet<>();
        latest.deadLetters().keySet().stream().sorted().limit(MOST_TOPICS).forEach(topic -> {
            Tags tags = Tags.of("topic", topic);
            present.add(tags);
            registered.computeIfAbsent(tags, unused -> deadLetters(topic, tags));
        });
        latest.retries().keySet().stream().sorted(BY_NAME).limit(MOST_TOPICS).forEach(retry -> {
            Tags tags = Tags.of("listener", retry.listener(), "topic", retry.topic());
            present.add(tags);
            registered.computeIfAbsent(tags, unused -> retries(retry, tags));
        });
        registered.entrySet().removeIf(each -> {
            boolean gone = !present.contains(each.getKey());
            if (gone) {
                each.getValue().forEach(registry::remove);
            }
            return gone;
        });
    }

    private List<Meter> deadLetters(String topic, Tags tags) {
        List<Meter> meters = new ArrayList<>();
        meters.add(gauge(
                "redrive.dlt.backlog",
                "Records of a dead-letter topic that are unresolved, as far as they are counted",
                tags,
                all -> deadLetter(all, topic, TopicFigures.DeadLetters::unresolved)));
        meters.add(gauge(
                "redrive.dlt.uncounted",
                "Offsets of a dead-letter topic that are not counted yet",
                tags,
                all -> deadLetter(all, topic, TopicFigures.DeadLetters::uncounted)));
        meters.add(gauge(
                "redrive.dlt.retained",
                "Offsets between the beginning and the end of a dead-letter topic",
                tags,
                all -> deadLetter(all, topic, TopicFigures.DeadLetters::retained)));
        meters.add(gauge(
                "redrive.dlt.failure.groups",
                "Groups of unresolved records with one cause",
                tags,
                all -> deadLetter(all, topic, TopicFigures.DeadLetters::groups)));
        meters.add(timeGauge(
                "redrive.dlt.oldest.age",
                "Age of the oldest unresolved record, or somewhat more; 0 when there is none",
                tags,
                all -> deadLetter(all, topic, each -> since(each.oldest()))));
        meters.add(timeGauge(
                "redrive.dlt.expiry",
                "Time until retention deletes the first unresolved record; not a number when it never does",
                tags,
                all -> deadLetter(all, topic, each -> until(each.expiry()))));
        meters.add(FunctionCounter.builder(
                        "redrive.dlt.expired",
                        this,
                        source -> source.deadLetter(source.figures.get(), topic, TopicFigures.DeadLetters::expired))
                .description("Unresolved records that were deleted from a dead-letter topic")
                .tags(tags)
                .register(registry));
        return meters;
    }

    private List<Meter> retries(TopicFigures.Retry retry, Tags tags) {
        return List.of(
                gauge(
                        "redrive.retry.waiting",
                        "Records of a retry topic that are not done, those of all instances",
                        tags,
                        all -> waiting(all, retry)),
                gauge(
                        "redrive.retry.due",
                        "Records of a retry topic in the memory of this instance whose due time has come",
                        tags,
                        all -> held(all, retry, TopicFigures.Held::due)),
                timeGauge(
                        "redrive.retry.overdue",
                        "Time since the oldest of them was due",
                        tags,
                        all -> held(all, retry, each -> since(each.oldestDue()))));
    }

    private Meter gauge(String name, String description, Tags tags, ToDoubleFunction<TopicFigures> value) {
        return Gauge.builder(name, this, source -> value.applyAsDouble(source.figures.get()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private Meter timeGauge(String name, String description, Tags tags, ToDoubleFunction<TopicFigures> millis) {
        return TimeGauge.builder(
                        name, this, TimeUnit.MILLISECONDS, source -> millis.applyAsDouble(source.figures.get()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private double deadLetter(TopicFigures all, String topic, ToDoubleFunction<TopicFigures.DeadLetters> value) {
        TopicFigures.DeadLetters found = all.deadLetters().get(topic);
        return found == null ? Double.NaN : value.applyAsDouble(found);
    }

    private static double waiting(TopicFigures all, TopicFigures.Retry retry) {
        TopicFigures.Waiting found = all.retries().get(retry);
        return found == null || found.records() == null ? Double.NaN : (double) found.records();
    }

    private static double held(TopicFigures all, TopicFigures.Retry retry, ToDoubleFunction<TopicFigures.Held> value) {
        TopicFigures.Waiting found = all.retries().get(retry);
        return found == null ? Double.NaN : value.applyAsDouble(found.held().get());
    }

    private double since(@Nullable Instant instant) {
        return instant == null
                ? 0
                : Math.max(0, Duration.between(instant, clock.instant()).toMillis());
    }

    private double until(@Nullable Instant instant) {
        return instant == null
                ? Double.NaN
                : Duration.between(clock.instant(), instant).toMillis();
    }
}
