package io.redrive.admin;

import io.redrive.RedriveConfigurationException;
import io.redrive.RedriveException;
import io.redrive.log.QuietLog;
import io.redrive.topic.GroupChange;
import io.redrive.topic.TopicMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provisions the topics of all listeners of one cluster, and keeps trying while the broker cannot be reached, so that an
 * application that starts during an outage recovers by itself.
 *
 * <p>Each listener is called back once, when its topics are verified: on the thread of {@link #start} in the first attempt,
 * on the scheduler's in later ones, never on two at a time. One instance is started once and stopped once.
 */
public final class Reconciliation {

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private static final Duration LATER_ATTEMPT = Duration.ofSeconds(30);
    /** A listener mostly waits for answers; as many ask the broker at a time. */
    private static final int SIDE_BY_SIDE = 8;

    private final BrokerAccess access;
    private final AdminSession session;
    private final ScheduledExecutorService scheduler;
    private final InstantSource clock;
    private final QuietLog quiet;
    private final TopicProvisioner provisioner;
    private final Callbacks callbacks = new Callbacks();
    private final AttemptDelays delays = new AttemptDelays();

    /** Used by one attempt after the other, never by two at a time. */
    private final Deque<ListenerTopics> outstanding;

    /** Whether brokers have given no answer, in this attempt, to a listener that starts without one. */
    private volatile boolean unanswered;

    /** The topics of the cluster, once they were listed in this attempt. */
    private volatile @Nullable Set<String> names;

    private @Nullable ScheduledFuture<?> next;

    /**
     * Creates a reconciliation.
     *
     * @param listeners the listeners, in the order in which they are tried at first; those whose mode is
     *     {@link TopicMode#NONE} come first, and count as verified
     * @param scheduler runs later attempts; its thread may be blocked for some seconds
     */
    public Reconciliation(
            Collection<ListenerTopics> listeners,
            BrokerAccess access,
            ScheduledExecutorService scheduler,
            InstantSource clock) {
        // Those first that no broker may hold up.
        this.outstanding = listeners.stream()
                .sorted(Comparator.comparing(ListenerTopics::isLookedAt))
                .collect(Collectors.toCollection(ArrayDeque::new));
        this.access = access;
        this.session = new AdminSession(access.admins());
        this.scheduler = scheduler;
        this.clock = clock;
        this.quiet = new QuietLog(clock);
        this.provisioner = new TopicProvisioner(clock, access.asListener());
    }

    /**
     * Makes the first attempt and calls back whose topics it verified; the others are tried again in the background.
     *
     * @param firstAttempt how long the first attempt may take; zero leaves all to the background
     * @throws TopologyException when topics of any listener are wrong; then no listener is called back and nothing is tried
     *     again
     * @throws RedriveConfigurationException when a listener is wrong itself; then the same
     */
    public void start(Duration firstAttempt) {
        try {
            Round round = new Round();
            attempt(firstAttempt, round);
            if (!round.wrong().isEmpty()) {
                throw round.merged();
            }
            warnUnreachable(round);
            round.verified()
                    .forEach((each, topics) ->
                            callbacks.call(() -> each.onVerified().accept(topics)));
            scheduleAfter(round);
        } catch (RuntimeException failure) {
            stop();
            throw failure;
        }
    }

    /**
     * Ends all attempts; afterwards no listener is called back. A callback in progress is waited for, for some seconds. May
     * be called at any time, by any thread, and again.
     */
    public void stop() {
        callbacks.end();
        session.end();
        synchronized (this) {
            if (next != null) {
                next.cancel(false);
            }
        }
        callbacks.awaitCurrent();
    }

    /** An outage is met by one listener, not by all at once; when that one got an answer, the others ask side by side. */
    private void attempt(Duration within, Round round) {
        unanswered = false;
        names = null;
        Instant end = clock.instant().plus(within);
        Deque<ListenerTopics> left = new ArrayDeque<>(outstanding);
        boolean answered = false;
        while (!left.isEmpty() && !answered && isBefore(end)) {
            ListenerTopics each = left.remove();
            note(each, look(each, end), round);
            if (round.unreachable() != null) {
                return;
            }
            answered = each.isLookedAt();
        }
        if (!left.isEmpty() && isBefore(end)) {
            attemptSideBySide(left, end, round);
        }
    }

    private void attemptSideBySide(Collection<ListenerTopics> listeners, Instant end, Round round) {
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.min(SIDE_BY_SIDE, listeners.size()), Reconciliation::thread);
        try {
            Map<ListenerTopics, Future<Look>> looks = new LinkedHashMap<>();
            listeners.forEach(each -> looks.put(each, threads.submit(() -> look(each, end))));
            looks.forEach((each, look) -> note(each, await(look), round));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns null when there was no time left. */
    private @Nullable Look look(ListenerTopics each, Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative() || left.isZero()) {
            return null;
        }
        try {
            each.check().run();
            if (!each.isLookedAt()) {
                handOverIfAnswered(each, left);
                return new Look(VerifiedTopics.UNKNOWN, null);
            }
            VerifiedTopics verified = provisioner.provision(
                    session.open(), each.topology(), each.groups().get(), left);
            AdminCalls calls = new AdminCalls(session.open(), clock, left);
            OffsetHandover.run(calls, each.listener(), each.changes().apply(names(calls)));
            return new Look(verified, null);
        } catch (TopologyException | RedriveConfigurationException | BrokerUnavailableException failure) {
            return new Look(null, failure);
        }
    }

    /** A listener whose topics are taken to be right starts in any case; so one call, not one each, waits for brokers in vain. */
    private void handOverIfAnswered(ListenerTopics each, Duration left) {
        List<GroupChange> changes = each.changes().apply(Set.of());
        if (changes.isEmpty()) {
            return;
        }
        if (!unanswered) {
            try {
                OffsetHandover.run(new AdminCalls(session.open(), clock, left), each.listener(), changes);
                return;
            } catch (BrokerUnavailableException unavailable) {
                unanswered = true;
                session.closeAfter(unavailable);
            }
        }
        if (!callbacks.isEnded()) {
            log.warn(
                    "The broker at {} does not say how far listener {} has come in another layout: if it was read in one"
                            + " before, records that are done with are delivered again",
                    access.brokers(),
                    each.listener());
        }
    }

    /** Names that came after an attempt began are of topics that nobody has read before. */
    private Set<String> names(AdminCalls calls) {
        Set<String> known = names;
        if (known == null) {
            known = calls.names();
            names = known;
        }
        return known;
    }

    private void note(ListenerTopics each, @Nullable Look look, Round round) {
        if (look == null) {
            return;
        }
        outstanding.remove(each);
        if (look.verified() != null) {
            round.verified().put(each, look.verified());
            return;
        }
        // To the end, so that topics that always fail do not keep the others from being tried.
        outstanding.addLast(each);
        if (look.failure() instanceof BrokerUnavailableException unavailable) {
            round.unreachable(unavailable);
            session.closeAfter(unavailable);
        } else if (look.failure() != null) {
            round.wrong().put(each, look.failure());
        }
    }

    private static @Nullable Look await(Future<Look> look) {
        try {
            return look.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            return new Look(null, new BrokerUnavailableException("look at topics", interruption));
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "redrive-topics");
        thread.setDaemon(true);
        return thread;
    }

    private boolean isBefore(Instant end) {
        return clock.instant().isBefore(end);
    }

    /** What was found out about the topics of one listener: one of the two. */
    private record Look(
            @Nullable VerifiedTopics verified, @Nullable RedriveException failure) {}

    private void attemptAgain() {
        Round round = new Round();
        try {
            attempt(LATER_ATTEMPT, round);
        } catch (RuntimeException | LinkageError unexpected) {
            session.close();
            log.error("Topics could not be verified because of an unexpected failure; it is tried again", unexpected);
        }
        tell(round);
        scheduleAfter(round);
    }

    private void tell(Round round) {
        if (callbacks.isEnded()) {
            return;
        }
        warnUnreachable(round);
        round.wrong().forEach((each, wrong) -> {
            String text = Round.text(wrong);
            quiet.error(
                    log,
                    "wrong-" + each.listener(),
                    () -> text + System.lineSeparator() + "The listener is started as soon as this is repaired.");
            callbacks.callGuarded(each, () -> each.onWrong().accept(text));
        });
        round.verified().forEach((each, topics) -> {
            if (each.isLookedAt()) {
                log.info("Topics of listener {} are verified", each.listener());
            }
            callbacks.callGuarded(each, () -> each.onVerified().accept(topics));
        });
    }

    private void warnUnreachable(Round round) {
        BrokerUnavailableException failure = round.unreachable();
        if (failure != null && !callbacks.isEnded()) {
            List<ListenerTopics> waiting = outstanding.stream()
                    .filter(each -> !round.wrong().containsKey(each))
                    .toList();
            String listeners =
                    waiting.stream().map(ListenerTopics::listener).sorted().collect(Collectors.joining(", "));
            String warning = "Topics of listener " + listeners + " cannot be verified, the broker at "
                    + access.brokers() + " is not reachable (" + failure.getMessage()
                    + "); a listener is started as soon as its topics can be";
            quiet.warn(log, "unreachable-" + failure.reason().getClass().getName(), () -> warning);
            waiting.forEach(each ->
                    callbacks.callGuarded(each, () -> each.onUnreachable().accept(warning)));
        }
    }

    private void scheduleAfter(Round round) {
        if (outstanding.isEmpty()) {
            session.end();
            return;
        }
        Duration delay = delays.after(round, outstanding.size());
        synchronized (this) {
            if (!callbacks.isEnded()) {
                try {
                    next = scheduler.schedule(this::attemptAgain, delay.toMillis(), TimeUnit.MILLISECONDS);
                } catch (RejectedExecutionException shutdown) {
                    log.debug("The scheduler was shut down before all topics were verified");
                }
            }
        }
    }
}
