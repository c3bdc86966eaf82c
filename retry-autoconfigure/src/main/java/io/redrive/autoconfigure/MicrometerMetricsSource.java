package io.redrive.autoconfigure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.redrive.consume.Holding;
import io.redrive.consume.Holdings;
import io.redrive.consume.RetryMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Makes the meters of each listener in the application's registry. */
final class MicrometerMetricsSource implements RetryMetrics.Source {

    private final MeterRegistry registry;
    /** By listener: one that is made anew takes over the gauges of its predecessor. */
    private final Map<String, Holdings> holdings = new ConcurrentHashMap<>();

    MicrometerMetricsSource(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public RetryMetrics of(String listener, Holdings held) {
        if (holdings.put(listener, held) == null) {
            registerGauges(listener);
        }
        return new MicrometerRetryMetrics(registry, listener);
    }

    private void registerGauges(String listener) {
        Gauge.builder(
                        "redrive.held.records",
                        this,
                        source -> source.held(listener).stream()
                                .mapToInt(Holding::records)
                                .sum())
                .description("Records that this instance keeps in memory until they are due")
                .tag("listener", listener)
                .register(registry);
        Gauge.builder(
                        "redrive.held.bytes",
                        this,
                        source -> source.held(listener).stream()
                                .mapToLong(Holding::bytes)
                                .sum())
                .description("Memory that these records occupy, roughly")
                .baseUnit("bytes")
                .tag("listener", listener)
                .register(registry);
        Gauge.builder(
                        "redrive.held.back.records",
                        this,
                        source -> source.held(listener).stream()
                                .mapToInt(Holding::heldBack)
                                .sum())
                .description("Overdue records in memory that the bound of their rate holds back")
                .tag("listener", listener)
                .register(registry);
        Gauge.builder(
                        "redrive.forwards.in.flight",
                        this,
                        source -> source.held(listener).stream()
                                .mapToInt(Holding::inFlightForwards)
                                .sum())
                .description("Forwards of this instance that are not acknowledged")
                .tag("listener", listener)
                .register(registry);
        TimeGauge.builder(
                        "redrive.overdue",
                        this,
                        TimeUnit.MILLISECONDS,
                        source -> source.held(listener).stream()
                                .map(Overdue::of)
                                .mapToLong(Duration::toMillis)
                                .max()
                                .orElse(0))
                .description("Time since the oldest record that this instance keeps was due")
                .tag("listener", listener)
                .register(registry);
    }

    private List<Holding> held(String listener) {
        Holdings held = holdings.get(listener);
        return held == null ? List.of() : held.all();
    }
}
