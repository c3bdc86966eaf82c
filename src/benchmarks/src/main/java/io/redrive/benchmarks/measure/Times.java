package io.redrive.benchmarks.measure;

import java.util.concurrent.atomic.AtomicInteger;

/** Collects the times of one kind, in microseconds; for several threads, as many times as it was made for. */
final class Times {

    private final long[] micros;
    private final AtomicInteger count = new AtomicInteger();

    Times(int most) {
        micros = new long[most];
    }

    void add(long value) {
        int index = count.getAndIncrement();
        if (index < micros.length) {
            micros[index] = value;
        }
    }

    Percentiles percentiles() {
        return Percentiles.of(micros, Math.min(count.get(), micros.length));
    }
}
