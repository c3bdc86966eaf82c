package io.redrive.forward;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs tasks on the thread that moves its time, in order; like a real one, it keeps to itself what a task throws. */
final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {

    private final List<Task<?>> tasks = new ArrayList<>();
    private long nowMs;
    private boolean shutdown;

    /** Moves time and runs what becomes due, also what that schedules. */
    void advance(long millis) {
        long until = nowMs + millis;
        while (true) {
            Task<?> next = tasks.stream()
                    .filter(task -> task.dueMs <= until)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            if (next == null) {
                nowMs = until;
                return;
            }
            tasks.remove(next);
            nowMs = Math.max(nowMs, next.dueMs);
            next.run();
        }
    }

    /** Runs what is due now. */
    void run() {
        advance(0);
    }

    /** Returns how long until the next task, or -1 when there is none. */
    long nextIn() {
        return tasks.stream().mapToLong(task -> task.dueMs - nowMs).min().orElse(-1);
    }

    int size() {
        return tasks.size();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(new Task<>(command, nowMs + unit.toMillis(delay)));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void execute(Runnable command) {
        var unused = add(new Task<>(command, nowMs));
    }

    private <V> Task<V> add(Task<V> task) {
        if (shutdown) {
            throw new RejectedExecutionException("shut down");
        }
        tasks.add(task);
        return task;
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    private static final class Task<V> implements ScheduledFuture<V>, Runnable {

        private final RunnableFuture<V> task;
        private final long dueMs;

        Task(Runnable command, long dueMs) {
            this.task = new FutureTask<>(command, null);
            this.dueMs = dueMs;
        }

        @Override
        public void run() {
            task.run();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueMs, ((Task<?>) other).dueMs);
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            return task.cancel(mayInterrupt);
        }

        @Override
        public boolean isCancelled() {
            return task.isCancelled();
        }

        @Override
        public boolean isDone() {
            return task.isDone();
        }

        @Override
        public V get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public V get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }
    }
}
