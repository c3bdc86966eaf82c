package io.redrive.admin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what is scheduled when the test says so, on the thread of the test. */
final class ManualScheduler extends ScheduledThreadPoolExecutor {

    private record Task(Runnable work, Duration delay, ScheduledFuture<?> handle) {}

    private final Deque<Task> tasks = new ArrayDeque<>();

    ManualScheduler() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        ScheduledFuture<?> handle = super.schedule(() -> {}, 1, TimeUnit.DAYS);
        tasks.add(new Task(work, Duration.of(delay, unit.toChronoUnit()), handle));
        return handle;
    }

    boolean isIdle() {
        return tasks.isEmpty();
    }

    /** Runs the next task unless it was cancelled; returns the delay it was scheduled with. */
    Duration runNext() {
        Task next = tasks.remove();
        if (!next.handle().isCancelled()) {
            next.work().run();
        }
        return next.delay();
    }
}
