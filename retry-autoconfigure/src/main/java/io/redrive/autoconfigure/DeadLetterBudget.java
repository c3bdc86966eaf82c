package io.redrive.autoconfigure;

import io.redrive.scan.ScanBudget;
import java.time.Duration;
import java.util.Objects;

/** What one look at dead letters may cost, as configured. */
final class DeadLetterBudget {

    private static final PropertyCheck CHECK = new PropertyCheck("redrive.dead-letters.scan");

    private DeadLetterBudget() {}

    /** Returns the budget; values that cannot be meant are refused. */
    static ScanBudget of(RedriveProperties.Scan scan) {
        CHECK.atLeast(1, "concurrency", scan.concurrency());
        CHECK.atLeast(1, "max-records", scan.maxRecords());
        CHECK.positive("max-bytes", scan.maxBytes());
        Duration time = Objects.requireNonNull(CHECK.positive("max-time", scan.maxTime()));
        return new ScanBudget(scan.maxRecords(), scan.maxBytes().toBytes(), time);
    }
}
