package io.redrive.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody meant who has mistyped a name. */
public final class NearestName {

    private NearestName() {}

    /** Returns the candidate that is few mistakes away from what was written; null when none is near. */
    public static @Nullable String of(String written, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(written, candidate) <= Math.max(2, written.length() / 4))
                .min(Comparator.comparingInt((String candidate) -> distance(written, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** Characters to add, remove, replace or swap with the next one; that of the case does not count. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] distances = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distances[i][j] = i + j;
                    continue;
                }
                int replaced = distances[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                distances[i][j] = swapped ? Math.min(best, distances[i - 2][j - 2] + 1) : best;
            }
        }
        return distances[a.length()][b.length()];
    }
}
