package io.redrive.sample.monitoring;

/** Values with the units of Grafana. */
final class Units {

    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB"};

    private Units() {}

    static String text(String unit, double value) {
        return switch (unit) {
            case "s" -> duration(value);
            case "percentunit" -> number(value * 100) + " %";
            case "ops" -> number(value) + "/s";
            case "bytes" -> bytes(value);
            default -> number(value);
        };
    }

    private static String duration(double seconds) {
        if (seconds >= 2 * 86_400) {
            return number(seconds / 86_400) + " days";
        }
        if (seconds >= 7_200) {
            return number(seconds / 3_600) + " h";
        }
        if (seconds >= 120) {
            return number(seconds / 60) + " min";
        }
        return seconds >= 1 || seconds == 0 ? number(seconds) + " s" : number(seconds * 1_000) + " ms";
    }

    private static String bytes(double value) {
        int unit = 0;
        while (value >= 1_024 && unit < BYTES.length - 1) {
            value /= 1_024;
            unit++;
        }
        return number(value) + " " + BYTES[unit];
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value) ? "%.0f".formatted(value) : "%.3g".formatted(value);
    }
}
