package io.redrive.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The order of the systems, which is another in every round, so that none always comes after the same. */
final class Rotation {

    private Rotation() {}

    static <T> List<T> of(List<T> all, int round) {
        var rotated = new ArrayList<>(all);
        Collections.rotate(rotated, -round);
        return rotated;
    }
}
