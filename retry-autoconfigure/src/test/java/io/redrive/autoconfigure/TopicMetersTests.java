package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redrive.autoconfigure.TopicFigures.DeadLetters;
import io.redrive.autoconfigure.TopicFigures.Held;
import io.redrive.autoconfigure.TopicFigures.Retry;
import io.redrive.autoconfigure.TopicFigures.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicMetersTests {

    private static final Instant NOW = Instant.parse("2026-11-21T18:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private TopicFigures figures = new TopicFigures(NOW, 0, Map.of(), Map.of());
    private final TopicMeters meters = new TopicMeters(registry, () -> figures, InstantSource.fixed(NOW));

    @Test
    void tellWhatIsInDeadLetterTopics() {
        // when
        figures = new TopicFigures(
                NOW.minusSeconds(7),
                3,
                Map.of(
                        "orders-dlt",
                        new DeadLetters(5, 2, 9, 2, NOW.minusSeconds(60), NOW.plus(Duration.ofHours(1)), 4)),
                Map.of());
        meters.refresh();

        // then
        assertThat(gauge("redrive.dlt.backlog")).isEqualTo(5);
        assertThat(gauge("redrive.dlt.uncounted")).isEqualTo(2);
        assertThat(gauge("redrive.dlt.retained")).isEqualTo(9);
        assertThat(gauge("redrive.dlt.failure.groups")).isEqualTo(2);
        assertThat(time("redrive.dlt.oldest.age")).isEqualTo(60);
        assertThat(time("redrive.dlt.expiry")).isEqualTo(3_600);
        assertThat(registry.get("redrive.dlt.expired").functionCounter().count())
                .isEqualTo(4);
        assertThat(time("redrive.stats.age")).isEqualTo(7);
        assertThat(registry.get("redrive.stats.errors").functionCounter().count())
                .isEqualTo(3);
    }

    @Test
    void haveNoExpiryWhereRecordsAreKeptForEver() {
        // when
        figures = new TopicFigures(NOW, 0, Map.of("orders-dlt", new DeadLetters(0, 0, 0, 0, null, null, 0)), Map.of());
        meters.refresh();

        // then
        assertThat(time("redrive.dlt.oldest.age")).isZero();
        assertThat(time("redrive.dlt.expiry")).isNaN();
    }

    @Test
    void tellWhatWaitsInRetryTopicsAndReadWhatIsHeldAtTheMoment() {
        // given
        Held[] held = {new Held(0, NOW.plusSeconds(5))};
        figures = new TopicFigures(
                NOW, 0, Map.of(), Map.of(new Retry("orders", "orders-retry"), new Waiting(7L, () -> held[0])));

        // when
        meters.refresh();

        // then
        assertThat(gauge("redrive.retry.waiting")).isEqualTo(7);
        assertThat(gauge("redrive.retry.due")).isZero();
        assertThat(time("redrive.retry.overdue")).isZero();

        // when
        held[0] = new Held(3, NOW.minusSeconds(5));

        // then
        assertThat(gauge("redrive.retry.due")).isEqualTo(3);
        assertThat(time("redrive.retry.overdue")).isEqualTo(5);
    }

    @Test
    void goWithTheirTopics() {
        // given
        figures = new TopicFigures(NOW, 0, Map.of("orders-dlt", new DeadLetters(1, 0, 1, 1, NOW, null, 0)), Map.of());
        meters.refresh();

        // when
        figures = new TopicFigures(NOW, 0, Map.of(), Map.of());
        meters.refresh();

        // then
        assertThat(registry.find("redrive.dlt.backlog").gauges()).isEmpty();
    }

    @Test
    void areBounded() {
        // when
        figures = new TopicFigures(
                NOW,
                0,
                IntStream.range(0, TopicMeters.MOST_TOPICS + 100)
                        .boxed()
                        .collect(Collectors.toMap(i -> "t" + i, i -> new DeadLetters(1, 0, 1, 1, NOW, null, 0))),
                Map.of());
        meters.refresh();

        // then
        assertThat(registry.find("redrive.dlt.backlog").gauges()).hasSize(TopicMeters.MOST_TOPICS);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double time(String name) {
        return registry.get(name).timeGauge().value(TimeUnit.SECONDS);
    }
}
