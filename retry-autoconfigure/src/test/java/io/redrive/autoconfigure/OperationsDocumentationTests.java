package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redrive.consume.AttemptOutcome;
import io.redrive.consume.Holdings;
import io.redrive.consume.TopicRole;
import io.redrive.route.DeadLetterReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation calls things is what Prometheus gets. */
class OperationsDocumentationTests {

    private static final String PAGE = read(Path.of("..", "src", "docs", "operations.md"));

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final String scraped = scrape();

    @Test
    void namesEveryMeterAsPrometheusDoes() {
        Set<String> documented = find(PAGE, "^\\| `redrive\\.[a-z.]+` \\| `(redrive_[a-z_]+)` \\|");

        assertThat(find(scraped, "^# TYPE (redrive_[a-z_]+) (?:counter|gauge|histogram)$"))
                .filteredOn(name -> !name.endsWith("_max"))
                .containsExactlyInAnyOrderElementsOf(documented);
    }

    @Test
    void alertsOnMetersThatThereAre() {
        Set<String> used = find(PAGE, "\\((redrive_[a-z_]+)[\\[{)]");

        assertThat(used).isNotEmpty().allSatisfy(name -> assertThat(scraped).contains("\n" + name + "{"));
    }

    @Test
    void namesEveryRoleOutcomeAndReason() {
        assertThat(Stream.of(TopicRole.values()).map(Words::of))
                .allSatisfy(role -> assertThat(PAGE).contains("`" + role + "`"));
        assertThat(Stream.of(AttemptOutcome.values()).map(Words::of))
                .allSatisfy(outcome -> assertThat(PAGE).contains("`" + outcome + "`"));
        assertThat(Stream.of(DeadLetterReason.values()).map(DeadLetterReason::code))
                .allSatisfy(reason -> assertThat(PAGE).contains("`" + reason + "`"));
    }

    @Test
    void countsLatenessInBucketsFromAMillisecondToHalfAnHour() {
        assertThat(find(scraped, "^redrive_lateness_seconds_bucket\\{.*le=\"([^\"]+)\"\\}"))
                .contains("0.001", "0.005", "1.0", "60.0", "1800.0", "+Inf");
    }

    private String scrape() {
        new MicrometerMetricsSource(registry).of("orders", new Holdings());
        TopicFigures figures = new TopicFigures(
                Instant.EPOCH,
                0,
                Map.of("orders-dlt", new TopicFigures.DeadLetters(0, 0, 0, 0, null, null, 0)),
                Map.of(
                        new TopicFigures.Retry("orders", "orders-retry"),
                        new TopicFigures.Waiting(0L, () -> new TopicFigures.Held(0, null))));
        new TopicMeters(registry, () -> figures, InstantSource.fixed(Instant.EPOCH)).refresh();
        return registry.scrape();
    }

    private static Set<String> find(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult each) -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
