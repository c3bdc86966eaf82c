package io.redrive.sample.monitoring;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prometheus as a process, which scrapes one application every two seconds and knows the rules. Ends when it is closed. */
final class PrometheusServer implements AutoCloseable {

    private static final int PORT = 9098;
    private static final Duration STEP = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;

    private PrometheusServer(Process process) {
        this.process = process;
    }

    /**
     * A series over time.
     *
     * @param labels its labels
     * @param values values by seconds since the epoch
     */
    record Series(Map<String, String> labels, SortedMap<Double, Double> values) {}

    static PrometheusServer start(int applicationPort) throws IOException {
        Path directory = Files.createTempDirectory("prometheus");
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(configuration, """
                global: {scrape_interval: %ds, evaluation_interval: %1$ds}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: redrive-sample
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: ["localhost:%d"]}]
                """.formatted(STEP.toSeconds(), Rules.FILE.toRealPath(), applicationPort));
        return new PrometheusServer(new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=localhost:" + PORT,
                        "--log.level=warn")
                .inheritIO()
                .start());
    }

    /** Returns what a query gives now. */
    List<Series> now(String query) throws IOException, InterruptedException {
        return series(get("query?query=" + encoded(query)));
    }

    /** Returns what a query gives in a time. */
    List<Series> between(Instant start, Instant end, String query) throws IOException, InterruptedException {
        return series(get("query_range?query=" + encoded(query) + "&start=" + start.getEpochSecond() + "&end="
                + end.getEpochSecond() + "&step=" + STEP.toSeconds()));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + PORT + "/api/v1/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.body());
        }
        return JsonMapper.shared().readTree(response.body());
    }

    private static List<Series> series(JsonNode answer) {
        return answer.at("/data/result")
                .valueStream()
                .map(PrometheusServer::oneSeries)
                .toList();
    }

    private static Series oneSeries(JsonNode result) {
        Map<String, String> labels = new TreeMap<>();
        result.path("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
        SortedMap<Double, Double> values = new TreeMap<>();
        result.path("values").valueStream().forEach(value -> put(values, value));
        if (result.has("value")) {
            put(values, result.path("value"));
        }
        return new Series(labels, values);
    }

    private static void put(Map<Double, Double> values, JsonNode value) {
        double number = Double.parseDouble(value.path(1).asString().replace("Inf", "Infinity"));
        if (Double.isFinite(number)) {
            values.put(value.path(0).asDouble(), number);
        }
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
