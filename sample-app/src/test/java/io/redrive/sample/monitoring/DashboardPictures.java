package io.redrive.sample.monitoring;

import io.redrive.sample.SampleApplication;
import io.redrive.sample.monitoring.Dashboard.Panel;
import io.redrive.sample.monitoring.Dashboard.Target;
import io.redrive.sample.monitoring.PrometheusServer.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Plays an incident in the sample while a Prometheus, which has to be installed, scrapes it; then draws what the dashboard
 * shows, with the answers to its own queries, and tells which alerts have fired. Argument: the file to write.
 */
public final class DashboardPictures {

    private static final Duration DURATION = Duration.ofMinutes(5);
    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    private DashboardPictures() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("java.awt.headless", "true");
        Path file = Path.of(args.length == 0 ? "../src/docs/images/dashboard.png" : args[0]);
        try (ConfigurableApplicationContext application = SpringApplication.run(
                SampleApplication.class,
                "--server.port=0",
                "--sample.broker.port=0",
                "--sample.orders.count=0",
                "--logging.level.io.redrive=warn")) {
            int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            Instant start = Instant.now();
            Instant end = start.plus(DURATION);
            try (PrometheusServer prometheus = PrometheusServer.start(port)) {
                try (Incident incident = new Incident(port, start, DURATION)) {
                    incident.awaitEnd();
                }
                draw(prometheus, start, end, file);
                prometheus
                        .now("count by (alertname, alertstate) (count_over_time(ALERTS[" + seconds() + "]))")
                        .forEach(alert -> System.out.println(alert.labels()));
            }
        }
        System.exit(0);
    }

    private static void draw(PrometheusServer prometheus, Instant start, Instant end, Path file)
            throws IOException, InterruptedException {
        Dashboard dashboard = Dashboard.read();
        Picture picture = new Picture(dashboard);
        for (Panel panel : dashboard.panels()) {
            if (panel.type().equals("stat")) {
                picture.number(
                        panel,
                        prometheus.now(query(panel.targets().get(0))).stream()
                                .flatMap(series -> series.values().values().stream())
                                .toList());
            } else {
                picture.lines(panel, series(prometheus, start, end, panel), (double) start.getEpochSecond(), (double)
                        end.getEpochSecond());
            }
        }
        picture.save(file);
    }

    private static Map<String, SortedMap<Double, Double>> series(
            PrometheusServer prometheus, Instant start, Instant end, Panel panel)
            throws IOException, InterruptedException {
        Map<String, SortedMap<Double, Double>> drawn = new LinkedHashMap<>();
        for (Target target : panel.targets()) {
            List<Series> answer = prometheus.between(start, end, query(target));
            answer.stream()
                    .filter(series -> !series.values().isEmpty())
                    .forEach(series -> drawn.put(legend(target, series), series.values()));
        }
        return drawn;
    }

    private static String legend(Target target, Series series) {
        return LABEL.matcher(target.legend())
                .replaceAll(label -> series.labels().getOrDefault(label.group(1), ""));
    }

    /** Puts in for the variables what Grafana would for this application. */
    private static String query(Target target) {
        return target.query()
                .replace("$__rate_interval", "20s")
                .replace("$job", "redrive-sample")
                .replace("$listener", ".*");
    }

    private static String seconds() {
        return DURATION.toSeconds() + "s";
    }
}
