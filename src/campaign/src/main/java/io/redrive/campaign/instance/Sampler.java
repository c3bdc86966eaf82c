package io.redrive.campaign.instance;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.journal.Sample;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Writes down every second what the instance uses and how it says it is. */
class Sampler implements DisposableBean {

    private static final long EVERY_MS = 1_000;

    private final Journal journal;
    private final HealthIndicator health;
    private final LogCount log;
    private final MeterRegistry meters;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "campaign-sampler");
        thread.setDaemon(true);
        return thread;
    });

    Sampler(Journal journal, HealthIndicator health, LogCount log, MeterRegistry meters) {
        this.journal = journal;
        this.health = health;
        this.log = log;
        this.meters = meters;
        var unused = executor.scheduleAtFixedRate(this::sample, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }

    private void sample() {
        Health told = Objects.requireNonNull(health.health());
        journal.write(new Sample(
                System.nanoTime(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                told.getStatus().getCode(),
                log.lines(),
                new Sample.Missing(
                        deleted(), told.getDetails().toString().contains("were deleted before they were delivered"))));
    }

    private long deleted() {
        Counter counter = meters.find("redrive.deleted").counter();
        return counter == null ? 0 : (long) counter.count();
    }
}
