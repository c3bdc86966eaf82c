package io.redrive.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs histories, which share nothing, as many at a time as there are processors. */
final class Histories {

    private Histories() {}

    /** A history in which something was not as it must be. */
    record Failure(Seed seed, Throwable what) {}

    /** Runs all of them, and throws when any has failed: with all seeds, and with what happened in the first. */
    static void run(Stream<Seed> seeds) {
        List<Failure> failures = seeds.parallel()
                .map(Histories::run)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(failure -> failure.seed().number()))
                .toList();
        if (!failures.isEmpty()) {
            String all = failures.stream()
                    .map(failure -> failure.seed() + ": " + failure.what())
                    .collect(Collectors.joining("\n"));
            throw new AssertionError(
                    failures.size() + " histories have failed:\n" + all + "\n\n" + retold(failures.get(0)));
        }
    }

    private static Failure run(Seed seed) {
        try {
            new History(seed, false).run();
            return null;
        } catch (RuntimeException | Error failure) {
            return new Failure(seed, failure);
        }
    }

    private static String retold(Failure failure) {
        History again = new History(failure.seed(), true);
        try {
            again.run();
        } catch (RuntimeException | Error same) {
            return failure.seed() + ", again: " + same + "\n" + again.plan() + "\n" + again.trace();
        }
        return failure.seed() + " does not repeat itself";
    }
}
