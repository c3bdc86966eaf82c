package io.redrive.autoconfigure;

import io.redrive.run.KafkaRedrives;
import io.redrive.run.RunSettings;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Runs jobs of dead letters while the application runs, also those that others have begun: it looks for them now and then. */
final class RedriveRuntime implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RedriveRuntime.class);

    private final KafkaRedrives redrives;
    private final Duration interval;
    private @Nullable ScheduledThreadPoolExecutor looking;

    RedriveRuntime(RunSettings settings, Duration interval) {
        this.redrives = new KafkaRedrives(settings);
        this.interval = interval;
    }

    KafkaRedrives redrives() {
        return redrives;
    }

    @Override
    public synchronized void start() {
        if (looking == null) {
            redrives.open();
            CustomizableThreadFactory threads = new CustomizableThreadFactory("redrive-jobs-");
            // Nothing of the application is worth living on for this.
            threads.setDaemon(true);
            looking = new ScheduledThreadPoolExecutor(1, threads);
            var unused = looking.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            redrives.look();
        } catch (RuntimeException | LinkageError failure) {
            log.debug("Jobs of dead letters cannot be looked for; it is tried again", failure);
        }
    }

    @Override
    public synchronized void stop() {
        if (looking != null) {
            looking.shutdownNow();
            looking = null;
            redrives.close();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return looking != null;
    }
}
