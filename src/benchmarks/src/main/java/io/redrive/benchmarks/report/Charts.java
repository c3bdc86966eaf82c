package io.redrive.benchmarks.report;

import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.measure.Metric;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The results as pictures: throughput, cost per failure, lateness. A system has the same colour in all of them. */
public final class Charts {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final double LOWEST = 1;
    private static final List<Double> PERCENTILES =
            List.of(1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 98.0, 99.0, 99.5, 99.9, 100.0);
    private static final List<String> CALM = List.of("W7");
    private static final Map<String, Color> COLORS = Map.of(
            Contestants.RAW, new Color(0x9E9E9E),
            Contestants.PLAIN, new Color(0x5D4037),
            Contestants.REDRIVE, new Color(0x1B5E20),
            Contestants.PER_TOPIC, new Color(0x66BB6A),
            Contestants.SPRING, new Color(0xB71C1C),
            Contestants.TUNED, new Color(0xEF6C00),
            Contestants.UNVERIFIED, new Color(0xFFB74D));

    private Charts() {}

    /** Draws what was measured, as PNG files in a directory that exists. */
    public static void draw(Results results, Path directory) throws IOException {
        System.setProperty("java.awt.headless", "true");
        bars(
                "Throughput",
                "records per second",
                results,
                List.of(
                        new Group("storm (W1)", "W1", Metric.RATE),
                        new Group("dead (W3)", "W3", Metric.RATE),
                        new Group("mixed, main flow (W5)", "W5", Metric.MAIN_FLOW)),
                directory.resolve("throughput.png"));
        bars(
                "Cost of a failure",
                "µs of processor time per failed attempt",
                results,
                List.of(
                        new Group("storm (W1)", "W1", Metric.CPU_PER_FAILURE),
                        new Group("dead (W3)", "W3", Metric.CPU_PER_FAILURE),
                        new Group("exponential (W4)", "W4", Metric.CPU_PER_FAILURE)),
                directory.resolve("cost-per-failure.png"));
        for (String workload : CALM) {
            lateness(workload, results, directory.resolve("lateness.png"));
        }
    }

    /**
     * Bars that stand together.
     *
     * @param label what is written below them
     * @param workload id of the workload
     * @param metric what they show
     */
    private record Group(String label, String workload, Metric metric) {}

    private static void bars(String title, String unit, Results results, List<Group> groups, Path file)
            throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title + ", median of all rounds (logarithmic)")
                .yAxisTitle(unit)
                .build();
        style(chart.getStyler());
        chart.getStyler().setYAxisMin(LOWEST);
        List<Group> measured = groups.stream()
                .filter(group -> !results.systems(group.workload).isEmpty())
                .toList();
        List<String> systems = measured.stream()
                .flatMap(group -> results.systems(group.workload).stream())
                .distinct()
                .toList();
        for (String system : systems) {
            List<Double> heights = new ArrayList<>();
            for (Group group : measured) {
                Summary summary = results.summary(group.workload, system, group.metric);
                // A logarithmic axis has no zero.
                heights.add(summary == null ? null : Math.max(LOWEST, summary.median()));
            }
            chart.addSeries(system, measured.stream().map(Group::label).toList(), heights)
                    .setFillColor(COLORS.get(system));
        }
        save(chart, systems, file);
    }

    private static void lateness(String workload, Results results, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Lateness of retries, calm (" + workload + "), all rounds (logarithmic)")
                .xAxisTitle("percentile")
                .yAxisTitle("ms after the due time")
                .build();
        style(chart.getStyler());
        List<String> systems = results.systems(workload).stream()
                .filter(system -> !results.lateness(workload, system).isEmpty())
                .toList();
        for (String system : systems) {
            Lateness lateness = results.lateness(workload, system);
            List<Double> values = PERCENTILES.stream()
                    .map(percentile -> Math.max(0.1, lateness.millisAt(percentile)))
                    .toList();
            chart.addSeries(system, PERCENTILES, values)
                    .setMarker(SeriesMarkers.NONE)
                    .setLineColor(COLORS.get(system));
        }
        save(chart, systems, file);
    }

    private static void style(AxesChartStyler styler) {
        styler.setYAxisLogarithmic(true);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setChartBackgroundColor(Color.WHITE);
    }

    private static void save(IChart chart, List<String> systems, Path file) throws IOException {
        if (!systems.isEmpty()) {
            ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
        }
    }
}
