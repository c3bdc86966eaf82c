package io.redrive.campaign.instance;

import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.journal.Sample;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Writes down every second what the instance uses and how it says it is. */
class Sampler implements DisposableBean {

    private static final long EVERY_MS = 1_000;

    private final Journal journal;
    private final HealthIndicator health;
    private final LogCount log;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "campaign-sampler");
        thread.setDaemon(true);
        return thread;
    });

    Sampler(Journal journal, HealthIndicator health, LogCount log) {
        this.journal = journal;
        this.health = health;
        this.log = log;
        var unused = executor.scheduleAtFixedRate(this::sample, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }

    private void sample() {
        journal.write(new Sample(
                System.nanoTime(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                Objects.requireNonNull(health.health()).getStatus().getCode(),
                log.lines()));
    }
}
