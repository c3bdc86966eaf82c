package io.redrive.census;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * When the records of a run of offsets were written: in steps of some consecutive ones each, at most so many. Beyond that, those
 * are put together that lie closest in time.
 */
final class Steps {

    private final int most;
    private final List<Step> steps = new ArrayList<>();

    /** Some consecutive records. */
    private static final class Step {

        final long from;
        long to;
        long records = 1;
        long firstMs;
        long lastMs;

        Step(long offset, long timestampMs) {
            this.from = offset;
            this.to = offset + 1;
            this.firstMs = timestampMs;
            this.lastMs = timestampMs;
        }

        /** Returns from when to when the records of both are. */
        long spanWith(Step next) {
            return Math.max(lastMs, next.lastMs) - Math.min(firstMs, next.firstMs);
        }

        void take(Step next) {
            to = next.to;
            records += next.records;
            firstMs = Math.min(firstMs, next.firstMs);
            lastMs = Math.max(lastMs, next.lastMs);
        }
    }

    /**
     * Creates steps without records.
     *
     * @param most how many steps there are at most; at least 1
     */
    Steps(int most) {
        this.most = most;
    }

    /** Adds the record that follows. */
    void add(long offset, long timestampMs) {
        add(new Step(offset, timestampMs));
    }

    /** Takes in the steps that follow. */
    void take(Steps next) {
        next.steps.forEach(this::add);
    }

    private void add(Step next) {
        if (!steps.isEmpty() && steps.get(steps.size() - 1).spanWith(next) == 0) {
            steps.get(steps.size() - 1).take(next);
            return;
        }
        steps.add(next);
        if (steps.size() > most) {
            joinClosest();
        }
    }

    private void joinClosest() {
        int closest = 0;
        long span = Long.MAX_VALUE;
        for (int i = 0; i + 1 < steps.size(); i++) {
            long both = steps.get(i).spanWith(steps.get(i + 1));
            if (both < span) {
                closest = i;
                span = both;
            }
        }
        steps.get(closest).take(steps.remove(closest + 1));
    }

    /**
     * Returns the first timestamp of the steps in which not all records are resolved: that of the oldest unresolved record, or an
     * earlier one of its step. Where all are resolved it is {@link Long#MAX_VALUE}.
     *
     * @param resolved returns how many records of a run of offsets are resolved
     */
    long oldest(LongBinaryOperator resolved) {
        return oldest(steps, resolved, Long.MAX_VALUE);
    }

    /** Asks for halves and leaves out those that are not older: where time goes on with offsets, it asks little. */
    private static long oldest(List<Step> some, LongBinaryOperator resolved, long found) {
        long firstMs = Long.MAX_VALUE;
        long records = 0;
        for (Step step : some) {
            firstMs = Math.min(firstMs, step.firstMs);
            records += step.records;
        }
        if (firstMs >= found || resolved.applyAsLong(some.get(0).from, some.get(some.size() - 1).to) >= records) {
            return found;
        }
        if (some.size() == 1) {
            return firstMs;
        }
        int half = some.size() / 2;
        long ofFirst = oldest(some.subList(0, half), resolved, found);
        return oldest(some.subList(half, some.size()), resolved, ofFirst);
    }

    /** Returns how many steps there are. */
    int size() {
        return steps.size();
    }
}
