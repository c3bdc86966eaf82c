package io.redrive.autoconfigure;

import io.redrive.FailureRedaction;
import io.redrive.consume.HeldBytes;
import io.redrive.consume.Limits;
import io.redrive.consume.RetryMetrics;
import io.redrive.consume.Safeguards;
import io.redrive.listener.ApplicationEnd;
import io.redrive.listener.ApplicationEvents;
import io.redrive.listener.Engine;
import io.redrive.listener.Forwarders;
import io.redrive.listener.RetryListeners;
import io.redrive.log.QuietLog;
import io.redrive.redact.CommonSecrets;
import io.redrive.redact.Redaction;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.unit.DataSize;

/**
 * The engine with the threads and producers it needs. They are no beans of their own, because an application that finds a
 * scheduler among its beans uses it for itself.
 */
final class EngineRuntime implements AutoCloseable {

    private static final long MOST_HELD_BYTES = DataSize.ofMegabytes(64).toBytes();
    private static final PropertyCheck LIMITS = new PropertyCheck("redrive.limits");
    private static final int HEAP_SHARE = 10;
    private static final long MOST_IN_FLIGHT_BYTES = DataSize.ofMegabytes(64).toBytes();
    private static final int IN_FLIGHT_SHARE = 16;
    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 10;

    private final ScheduledExecutorService scheduler;
    private final Engine engine;

    EngineRuntime(RedriveProperties properties, ApplicationContext context) {
        this.scheduler = newScheduler("redrive-");
        Clock clock = Clock.systemUTC();
        Safeguards safeguards =
                new Safeguards(redaction(properties.redaction(), context), Signatures.of(properties.signature()));
        QuietLog quiet = new QuietLog(clock, safeguards.redaction());
        this.engine = new Engine(
                new RetryListeners(),
                new Forwarders(() -> newScheduler("redrive-forward-"), quiet, clock),
                limits(properties.limits()),
                new HeldBytes(heldBytes(properties.limits())),
                new ConcurrentTaskScheduler(scheduler),
                quiet,
                clock,
                new Random(),
                new ApplicationEvents(context, quiet),
                // Looked up with the first listener, not with the engine, which is made before most other beans.
                (listener, holdings) -> context.getBeanProvider(RetryMetrics.Source.class)
                        .getIfAvailable(() -> RetryMetrics.Source.NONE)
                        .of(listener, holdings),
                new ApplicationEnd(),
                safeguards,
                OwnPackages.frames(properties.deadLetters(), context));
    }

    /** What the application takes out is looked up with the first text. */
    private static Redaction redaction(RedriveProperties.Redaction redaction, ApplicationContext context) {
        return new Redaction(() -> Stream.concat(
                        redaction.commonSecrets() ? Stream.of(new CommonSecrets()) : Stream.empty(),
                        context.getBeanProvider(FailureRedaction.class).orderedStream())
                .toList());
    }

    Engine engine() {
        return engine;
    }

    /** Called when all containers have stopped: first what still writes, then the threads. */
    @Override
    public void close() {
        engine.forwarders().close();
        scheduler.shutdownNow();
    }

    private static Limits limits(RedriveProperties.Limits limits) {
        Limits defaults = Limits.DEFAULT;
        LIMITS.atLeast(1, "in-flight-forwards", limits.inFlightForwards());
        return new Limits(
                limits.inFlightForwards(),
                Math.min(MOST_IN_FLIGHT_BYTES, Runtime.getRuntime().maxMemory() / IN_FLIGHT_SHARE),
                defaults.settleTimeout(),
                defaults.clockSkew(),
                defaults.deadLetterTries());
    }

    private static long heldBytes(RedriveProperties.Limits limits) {
        DataSize configured = LIMITS.positive("held-bytes", limits.heldBytes());
        return configured != null
                ? configured.toBytes()
                : Math.min(MOST_HELD_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /**
     * Returns what keeps the JVM alive while a task is scheduled, and no longer: until the broker appears, an application
     * whose only work is to listen has no other thread to live on.
     */
    static ScheduledExecutorService newScheduler(String threadNames) {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(THREADS, new CustomizableThreadFactory(threadNames));
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }
}
