package io.redrive.autoconfigure;

import io.redrive.admin.BrokerAccess;
import io.redrive.admin.BrokerUnavailableException;
import io.redrive.admin.ListenerTopics;
import io.redrive.admin.Reconciliation;
import io.redrive.admin.TopicLook;
import io.redrive.admin.TopologyException;
import io.redrive.admin.TransactionSupport;
import io.redrive.admin.VerifiedTopics;
import io.redrive.forward.KafkaForwarder;
import io.redrive.listener.RetryListener;
import io.redrive.listener.RetryListeners.Entry;
import io.redrive.log.QuietLog;
import io.redrive.topic.GroupChange;
import io.redrive.topic.LiveTopics;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The retried listeners whose topics are on one cluster. It starts them when their topics are verified, looks for main topics
 * that match their patterns, and for retry topics that an earlier version of the application wrote to. Started once, stopped
 * once.
 */
final class ListenerCluster {

    static final String ALL_TOPICS = "all";

    private static final Logger log = LoggerFactory.getLogger(ListenerCluster.class);

    private static final long LONGEST_WAIT_MS = 5_000;

    private final List<Entry> entries;
    private final Supplier<List<Entry>> all;
    private final BrokerAccess access;
    private final ScheduledExecutorService scheduler;
    private final InstantSource clock;
    private final QuietLog quiet;
    private final TopicLook look;
    private final List<MainTopicSearch> mainTopics;
    private final RetiredTopicSearch retiredTopics;
    private final LookDelays delays = new LookDelays();
    private final ReentrantLock looking = new ReentrantLock();
    private @Nullable Reconciliation reconciliation;
    private @Nullable ScheduledFuture<?> next;
    private boolean stopped;

    /**
     * Creates a cluster.
     *
     * @param entries the listeners on this cluster
     * @param all returns the listeners of the application
     * @param scheduler works for this cluster alone, because a cluster that is gone blocks its threads; ends with it
     */
    ListenerCluster(
            List<Entry> entries,
            Supplier<List<Entry>> all,
            BrokerAccess access,
            ScheduledExecutorService scheduler,
            InstantSource clock) {
        this.entries = entries;
        this.all = all;
        this.access = access;
        this.scheduler = scheduler;
        this.clock = clock;
        this.quiet = new QuietLog(clock);
        this.look = new TopicLook(access, clock);
        this.mainTopics = entries.stream()
                .filter(each -> each.listener().rules().pattern() != null)
                .map(each -> new MainTopicSearch(
                        each,
                        new ConnectionCheck(each.listener(), clock),
                        all,
                        topics -> new Reconciliation(List.of(topics), access, scheduler, clock)))
                .toList();
        this.retiredTopics = new RetiredTopicSearch(look, all);
    }

    /**
     * Starts the listeners whose topics can be verified at once; the others are started when theirs can be.
     *
     * @throws TopologyException when topics of any listener are wrong; then none is started
     */
    void start(Duration firstAttempt) {
        List<ListenerTopics> topics = new ArrayList<>();
        for (Entry entry : entries) {
            RetryListener listener = entry.listener();
            if (isStopped()) {
                return;
            }
            if (listener.isVerified()) {
                listener.verified();
            } else if (listener.rules().pattern() == null) {
                topics.add(new ListenerTopics(
                        listener.topology(),
                        listener::groups,
                        names -> changes(entry, listener.topology(), names),
                        new ConnectionCheck(listener, clock),
                        verified -> {
                            noteVerified(entry, listener.topology(), verified, scheduler);
                            listener.problemIsSolved(ALL_TOPICS);
                            listener.verified();
                        },
                        wrong -> listener.noteProblem(ALL_TOPICS, wrong),
                        unreachable -> listener.noteProblem(ALL_TOPICS, unreachable)));
            }
        }
        if (!mainTopics.isEmpty()) {
            try {
                Set<String> names = look.names();
                mainTopics.forEach(each -> topics.addAll(each.atStart(names)));
            } catch (BrokerUnavailableException unavailable) {
                failed(unavailable);
            }
        }
        Reconciliation begun = new Reconciliation(topics, access, scheduler, clock);
        synchronized (this) {
            if (stopped) {
                return;
            }
            reconciliation = begun;
        }
        begun.start(topics.isEmpty() ? Duration.ZERO : firstAttempt);
        if (entries.stream().anyMatch(each -> each.listener().isTransactional())) {
            inBackground(this::lookAtTransactions);
        }
        schedule(Duration.ZERO);
    }

    /**
     * Returns which groups of a listener read its topics in place of others, if its layout has changed. Retired topics are among
     * them: once a group reads anything, it can be told nothing more.
     *
     * @param names the topics of the cluster
     */
    static List<GroupChange> changes(Entry entry, RetryTopology topology, Set<String> names) {
        List<GroupChange> changes = new ArrayList<>();
        topology.chains().forEach(chain -> changes.addAll(entry.retiredReaders().changes(chain)));
        entry.listener()
                .rules()
                .retired(names, new LiveTopics(topology.chains()).view(), topic -> false)
                .forEach((topic, chain) -> changes.addAll(entry.retiredReaders().changes(topic, chain)));
        return changes;
    }

    private void lookAtTransactions() {
        String shortcoming = TransactionSupport.shortcoming(access, clock);
        if (shortcoming != null) {
            log.warn(shortcoming);
        }
    }

    private void inBackground(Runnable work) {
        try {
            scheduler.execute(work);
        } catch (RejectedExecutionException shutdown) {
            log.debug("The scheduler was shut down");
        }
    }

    /** Whether other listeners have come in place of all of these. */
    boolean isReplaced() {
        return living().isEmpty();
    }

    /** Ends all that is done in the background; a listener that is being started is waited for, for some seconds. */
    void stop() {
        Reconciliation running;
        synchronized (this) {
            stopped = true;
            running = reconciliation;
            if (next != null) {
                next.cancel(false);
            }
        }
        look.close();
        if (running != null) {
            running.stop();
        }
        awaitLook();
        mainTopics.forEach(MainTopicSearch::stop);
        scheduler.shutdown();
    }

    private void awaitLook() {
        try {
            if (looking.tryLock(LONGEST_WAIT_MS, TimeUnit.MILLISECONDS)) {
                looking.unlock();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized void schedule(Duration delay) {
        if (!stopped) {
            try {
                next = scheduler.schedule(this::lookAround, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException shutdown) {
                log.debug("The scheduler was shut down");
            }
        }
    }

    private void lookAround() {
        looking.lock();
        try {
            if (isStopped()) {
                return;
            }
            if (mainTopics.isEmpty() && living().stream().noneMatch(ListenerCluster::isLookedAt)) {
                look.close();
                return;
            }
            boolean complete = false;
            try {
                complete = look(look.names());
            } catch (BrokerUnavailableException unavailable) {
                failed(unavailable);
            } catch (RuntimeException | LinkageError unexpected) {
                failedUnexpectedly(unexpected);
            }
            List<Entry> living = living();
            Duration delay = living.isEmpty()
                    ? null
                    : delays.after(living.stream().map(Entry::listener).toList(), complete);
            if (delay == null) {
                look.close();
            } else {
                schedule(delay);
            }
        } finally {
            looking.unlock();
        }
    }

    /** Returns whether all was looked at, so that nothing is left to be found. */
    private boolean look(Set<String> names) {
        boolean complete = true;
        for (MainTopicSearch each : mainTopics) {
            complete &= succeeds(() -> each.look(names));
        }
        for (Entry entry : living()) {
            complete &= !isLookedAt(entry)
                    || (entry.listener().isVerified() && succeeds(() -> retiredTopics.look(entry, names)));
        }
        return complete;
    }

    /** What is wrong with one listener does not concern the others. */
    private boolean succeeds(Runnable work) {
        try {
            work.run();
            return true;
        } catch (BrokerUnavailableException unavailable) {
            throw unavailable;
        } catch (RuntimeException | LinkageError unexpected) {
            failedUnexpectedly(unexpected);
            return false;
        }
    }

    private void failedUnexpectedly(Throwable unexpected) {
        log.error("Looking at the topics of {} failed unexpectedly; it is done again", access.brokers(), unexpected);
    }

    /** Of listeners whose topics are taken to be right, those of earlier versions are not looked for either. */
    private static boolean isLookedAt(Entry entry) {
        return entry.listener().topology().settings().mode() != TopicMode.NONE;
    }

    private List<Entry> living() {
        List<Entry> living = new ArrayList<>(all.get());
        living.retainAll(entries);
        return living;
    }

    private synchronized void failed(BrokerUnavailableException unavailable) {
        look.failed(unavailable);
        if (!stopped) {
            String warning = "The topics of the broker at " + access.brokers() + " cannot be listed ("
                    + unavailable.getMessage() + "); it is tried again";
            quiet.warn(log, "look", () -> warning);
            entries.stream()
                    .map(Entry::listener)
                    .filter(each -> each.rules().pattern() != null && !each.isVerified())
                    .forEach(each -> each.noteProblem(ALL_TOPICS, warning));
        }
    }

    static void noteVerified(Entry entry, RetryTopology topology, VerifiedTopics verified, Executor background) {
        verified.retentions().forEach(entry.listener().topics()::keeps);
        if (verified.equals(VerifiedTopics.UNKNOWN)) {
            // A topic that is missing would hold up the start; it is opened by what forwards to it.
            return;
        }
        List<String> topics = topology.chains().stream()
                .flatMap(chain -> chain.forwardTopics().stream())
                .toList();
        try {
            // A round trip each, for which the start need not wait.
            background.execute(() -> topics.forEach(topic -> open(entry.forwarder(), topic)));
        } catch (RejectedExecutionException stopped) {
            log.debug("The application stops, topics {} are not opened", topics);
        }
    }

    /** Best done before the first failure; otherwise the forwarder does it then, in the background. */
    private static void open(KafkaForwarder forwarder, String topic) {
        try {
            forwarder.open(topic);
        } catch (KafkaException failure) {
            log.warn("Topic {} cannot be written yet: {}", topic, failure.toString());
        } catch (IllegalStateException closed) {
            log.debug("Topic {} is not opened, the application stops", topic);
        }
    }
}
