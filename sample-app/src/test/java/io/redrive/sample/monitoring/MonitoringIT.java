package io.redrive.sample.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.sample.ProtectedSample;
import io.redrive.sample.monitoring.PromQl.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.yaml.snakeyaml.Yaml;

/** Alerts and panels ask for what the running application exports, and are what the documentation says. */
@ProtectedSample
class MonitoringIT {

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Path PAGE = Path.of("..", "src", "docs", "operations.md");
    private static final Path COMPOSE = Path.of("compose.yaml");

    @LocalServerPort
    private int port;

    private RestTestClient http;

    @BeforeEach
    void settleAnOrder() {
        http = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .defaultHeaders(headers -> headers.setBasicAuth("reader", "reader"))
                .build();
        http.post()
                .uri("/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"amount\": \"12.01\", \"customer\": \"Ada\"}")
                .exchange()
                .expectStatus()
                .isAccepted();
    }

    @Test
    void everyAlertAndPanelAsksForWhatIsExported() {
        awaitExported(queries().entrySet().stream()
                .filter(each -> !each.getKey().contains("kafka_"))
                .toList());
    }

    /** Micrometer looks only once a minute at what Kafka's clients measure for each partition. */
    @Test
    @Tag("slow")
    void everyAlertAndPanelAsksForWhatIsExportedAlsoOfKafkasMeters() {
        awaitExported(List.copyOf(queries().entrySet()));
    }

    private void awaitExported(List<Map.Entry<String, Set<String>>> queries) {
        await().atMost(LONGEST).untilAsserted(() -> {
            Exported exported = scrape();
            assertThat(queries)
                    .hasSizeGreaterThan(25)
                    .allSatisfy(each -> assertThat(unknown(each.getKey(), exported))
                            .as("%s: %s", each.getValue(), each.getKey())
                            .isEmpty());
        });
    }

    @Test
    void everyLabelThatIsShownIsLeftByItsQuery() {
        Stream<Shown> panels = Dashboard.read().panels().stream()
                .flatMap(panel -> panel.targets().stream()
                        .map(target -> new Shown(panel.title(), target.query(), List.of(target.legend()))));
        Stream<Shown> alerts =
                Rules.read().alerts().stream().map(alert -> new Shown(alert.name(), alert.query(), alert.texts()));

        assertThat(Stream.concat(panels, alerts))
                .allSatisfy(shown -> assertThat(PromQl.of(shown.query()).groupings())
                        .as(shown.where())
                        .containsAll(shown.labels()));
    }

    @Test
    void everyAlertIsDocumentedWithItsUrgency() throws IOException {
        Set<String> documented = find(Files.readString(PAGE), "(?m)^\\| `(Redrive\\w+)` \\| (\\w+) \\|");

        assertThat(Rules.read().alerts().stream().map(alert -> alert.name() + " " + alert.severity()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(documented);
    }

    @Test
    void everythingTheComposeFileMountsIsThere() throws IOException {
        Map<String, Map<String, Map<String, Object>>> compose = new Yaml().load(Files.readString(COMPOSE));
        List<String> mounted = compose.get("services").values().stream()
                .flatMap(service -> ((List<?>) service.getOrDefault("volumes", List.of())).stream())
                .map(volume -> ((String) volume).replaceFirst(":.*", ""))
                .toList();

        assertThat(mounted)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(path -> assertThat(COMPOSE.resolveSibling(path)).exists());
    }

    private static List<String> unknown(String query, Exported exported) {
        PromQl read = PromQl.of(query);
        List<String> unknown = new ArrayList<>();
        Set<String> known = new TreeSet<>();
        for (Selector selector : read.selectors()) {
            Set<String> labels = exported.labelsOf(selector.metric());
            known.addAll(labels);
            if (labels.isEmpty()) {
                unknown.add(selector.metric());
            }
            selector.labels().stream()
                    .filter(label -> !labels.contains(label))
                    .forEach(label -> unknown.add(selector.metric() + "{" + label + "}"));
        }
        read.groupings().stream().filter(label -> !known.contains(label)).forEach(unknown::add);
        return unknown;
    }

    /** Returns all queries, and who asks them. */
    private static Map<String, Set<String>> queries() {
        Dashboard dashboard = Dashboard.read();
        return Stream.of(
                        Rules.read().alerts().stream().map(alert -> Map.entry(alert.query(), alert.name())),
                        dashboard.panels().stream()
                                .flatMap(panel -> panel.targets().stream()
                                        .map(target -> Map.entry(target.query(), panel.title()))),
                        dashboard.others().stream().map(query -> Map.entry(query, "the dashboard")))
                .flatMap(each -> each)
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    }

    private Exported scrape() {
        return Exported.of(http.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }

    private static Set<String> find(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private record Shown(String where, String query, Collection<String> texts) {

        private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)");

        Set<String> labels() {
            return texts.stream()
                    .flatMap(text -> LABEL.matcher(text).results())
                    .map((MatchResult label) -> label.group(1))
                    .collect(Collectors.toSet());
        }
    }
}
