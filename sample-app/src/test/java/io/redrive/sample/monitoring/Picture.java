package io.redrive.sample.monitoring;

import io.redrive.sample.monitoring.Dashboard.Panel;
import io.redrive.sample.monitoring.Dashboard.Place;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The dashboard as a picture: its panels where Grafana has them, with the values that Prometheus gave. */
final class Picture {

    private static final int COLUMN = 60;
    private static final int LINE = 34;
    private static final int GAP = 4;
    private static final Color INK = new Color(0x24292F);

    private final BufferedImage image;
    private final Graphics2D graphics;

    Picture(Dashboard dashboard) {
        int lines = dashboard.panels().stream()
                .mapToInt(panel -> panel.place().y() + panel.place().height())
                .max()
                .orElseThrow();
        image = new BufferedImage(24 * COLUMN, lines * LINE, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(new Color(0xF0F0F3));
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    }

    /** Draws a number, or that there is none. */
    void number(Panel panel, List<Double> values) {
        Place place = panel.place();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(left(place), top(place), width(place), height(place));
        graphics.setColor(INK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
        graphics.drawString(panel.title(), left(place) + 8, top(place) + 20);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 34));
        graphics.drawString(
                values.isEmpty() ? "No data" : Units.text(panel.unit(), values.get(0)),
                left(place) + 12,
                top(place) + height(place) - 30);
    }

    /** Draws lines over time, or areas on top of each other. */
    void lines(Panel panel, Map<String, SortedMap<Double, Double>> series, double start, double end) {
        XYChart chart = new XYChartBuilder()
                .width(width(panel.place()))
                .height(height(panel.place()))
                .title(panel.title())
                .build();
        style(chart, panel, end - start);
        Map<String, SortedMap<Double, Double>> drawn = panel.stacked() ? stacked(series) : series;
        List<String> names = new ArrayList<>(drawn.keySet());
        if (panel.stacked()) {
            // The highest first, so that the lower ones are in front of it.
            Collections.reverse(names);
        }
        names.forEach(name -> {
            SortedMap<Double, Double> values = drawn.get(name);
            XYSeries line = chart.addSeries(
                    name, values.keySet().stream().map(at -> at - start).toList(), new ArrayList<>(values.values()));
            line.setXYSeriesRenderStyle(panel.stacked() ? XYSeriesRenderStyle.Area : XYSeriesRenderStyle.Line);
            line.setMarker(SeriesMarkers.NONE);
            line.setLineWidth(1.6f);
        });
        graphics.drawImage(BitmapEncoder.getBufferedImage(chart), left(panel.place()), top(panel.place()), null);
    }

    private static void style(XYChart chart, Panel panel, double seconds) {
        var styler = chart.getStyler();
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setXAxisMin(0.0);
        styler.setXAxisMax(seconds);
        styler.setYAxisMin(0.0);
        styler.setXAxisTickLabelsFormattingFunction(at -> "%d:%02d".formatted(at.intValue() / 60, at.intValue() % 60));
        styler.setYAxisTickLabelsFormattingFunction(value -> Units.text(panel.unit(), value));
    }

    private static Map<String, SortedMap<Double, Double>> stacked(Map<String, SortedMap<Double, Double>> series) {
        SortedMap<Double, Double> sums = new TreeMap<>();
        series.values().forEach(values -> values.keySet().forEach(at -> sums.put(at, 0.0)));
        Map<String, SortedMap<Double, Double>> stacked = new TreeMap<>();
        new TreeMap<>(series).forEach((name, values) -> {
            sums.replaceAll((at, sum) -> sum + values.getOrDefault(at, 0.0));
            stacked.put(name, new TreeMap<>(sums));
        });
        return stacked;
    }

    void save(Path file) throws IOException {
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private static int left(Place place) {
        return place.x() * COLUMN + GAP;
    }

    private static int top(Place place) {
        return place.y() * LINE + GAP;
    }

    private static int width(Place place) {
        return place.width() * COLUMN - 2 * GAP;
    }

    private static int height(Place place) {
        return place.height() * LINE - 2 * GAP;
    }
}
