package io.redrive.benchmarks.report;

import org.jspecify.annotations.Nullable;

/**
 * Something that a system has to reach.
 *
 * @param workload id of the workload
 * @param system name of the system
 * @param what what is looked at
 * @param quantity where to find it
 * @param bound what it is held against
 * @param limit the value that must not be exceeded, or be fallen short of
 * @param rounds how many rounds it takes at least
 */
record Bar(String workload, String system, String what, Quantity quantity, Bound bound, double limit, int rounds) {

    /** What a value is held against. */
    enum Bound {
        /** The median must not exceed the limit. */
        AT_MOST("≤"),
        /** The median must not fall short of the limit. */
        AT_LEAST("≥"),
        /** No round may exceed the limit. */
        NEVER_ABOVE("≤");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /** How it came out. */
    enum Outcome {
        MET("met"),
        MISSED("**missed**"),
        NOT_MEASURED("not measured"),
        TOO_FEW_ROUNDS("too few rounds");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Bar atMost(double limit, String workload, String system, String what, Quantity quantity) {
        return new Bar(workload, system, what, quantity, Bound.AT_MOST, limit, 1);
    }

    static Bar atLeast(double limit, String workload, String system, String what, Quantity quantity) {
        return new Bar(workload, system, what, quantity, Bound.AT_LEAST, limit, 1);
    }

    static Bar neverAbove(double limit, String workload, String system, String what, Quantity quantity) {
        return new Bar(workload, system, what, quantity, Bound.NEVER_ABOVE, limit, 1);
    }

    /** The same bar, which counts only when it was measured so often. */
    Bar inRounds(int least) {
        return new Bar(workload, system, what, quantity, bound, limit, least);
    }

    Outcome judge(Results results) {
        Summary measured = quantity.in(results);
        if (measured == null) {
            return Outcome.NOT_MEASURED;
        }
        if (measured.rounds() < rounds) {
            return Outcome.TOO_FEW_ROUNDS;
        }
        return holds(measured) ? Outcome.MET : Outcome.MISSED;
    }

    /** The value that decides, or null when it was not measured. */
    @Nullable
    Double decisive(Results results) {
        Summary measured = quantity.in(results);
        return measured == null ? null : decisive(measured);
    }

    private boolean holds(Summary measured) {
        return bound == Bound.AT_LEAST ? decisive(measured) >= limit : decisive(measured) <= limit;
    }

    private double decisive(Summary measured) {
        return bound == Bound.NEVER_ABOVE ? measured.max() : measured.median();
    }
}
