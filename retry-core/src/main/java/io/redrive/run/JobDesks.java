package io.redrive.run;

import io.redrive.admin.BrokerAccess;
import io.redrive.admin.BrokerUnavailableException;
import io.redrive.admin.JobTopics;
import io.redrive.job.Job;
import io.redrive.job.JobBook;
import io.redrive.job.JobKeys;
import io.redrive.redrive.RedriveRefusedException;
import io.redrive.redrive.RedriveRefusedException.Why;
import io.redrive.redrive.RedriveState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The desks at which jobs are worked on, one for each dead-letter topic that has a topic with jobs, and their clients. Thread-safe. */
final class JobDesks implements AutoCloseable {

    /** What a caller waits for at most, until something that was written is read back. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final RunSettings settings;
    private final Map<String, JobDesk> desks = new ConcurrentHashMap<>();
    private final Map<RedriveTopic.Cluster, Clients> clusters = new ConcurrentHashMap<>();
    private volatile boolean closed;

    JobDesks(RunSettings settings) {
        this.settings = settings;
    }

    /** Returns the desk of a topic, or null when it has none, or not yet. */
    @Nullable
    JobDesk of(String topic) {
        return desks.get(topic);
    }

    /** Returns all desks. */
    Collection<JobDesk> all() {
        return desks.values();
    }

    /** Looks for topics with jobs that others have made, and begins to work on them. Called now and then. */
    void look() {
        Map<RedriveTopic.Cluster, List<RedriveTopic>> byCluster =
                settings.topics().get().values().stream().collect(Collectors.groupingBy(RedriveTopic::cluster));
        RuntimeException failed = null;
        for (Map.Entry<RedriveTopic.Cluster, List<RedriveTopic>> each : byCluster.entrySet()) {
            try {
                look(each.getKey(), each.getValue());
            } catch (RuntimeException failure) {
                // The other clusters are looked at all the same.
                failed = failed == null ? failure : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private void look(RedriveTopic.Cluster cluster, Collection<RedriveTopic> topics) {
        Map<String, String> ids = clients(cluster)
                .topics()
                .ids(topics.stream()
                        .flatMap(each -> Stream.of(each.name(), each.jobs()))
                        .collect(Collectors.toSet()));
        for (RedriveTopic topic : topics) {
            String id = ids.get(topic.name());
            if (ids.containsKey(topic.jobs())) {
                JobDesk desk = desk(topic);
                if (id != null) {
                    desk.book().topicIs(id);
                }
            }
        }
    }

    /** Looks for topics with jobs, and waits until their jobs are known. */
    void load() {
        look();
        desks.values().forEach(desk -> desk.awaitLoaded(PATIENCE));
    }

    /** Returns what is known of a topic by any instance. */
    JobBook known(RedriveTopic topic) {
        if (desks.get(topic.name()) == null) {
            // What others have begun to note must not be taken for nothing.
            look(topic.cluster(), List.of(topic));
        }
        JobDesk desk = loaded(topic);
        return desk == null ? new JobBook() : desk.book();
    }

    /** Refuses what must not happen beside a job. */
    static void refuseWhileRunning(RedriveTopic topic, @Nullable Job active) {
        if (active != null) {
            throw new RedriveRefusedException(
                    Why.JOB_RUNNING,
                    "Job " + active.id() + " is " + word(active.state()) + " for " + topic.name()
                            + ": wait for its end, or cancel it");
        }
    }

    static String word(RedriveState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the desk of a topic, whose jobs are known, or null when it has none. */
    @Nullable
    JobDesk loaded(RedriveTopic topic) {
        JobDesk desk = desks.get(topic.name());
        if (desk != null && !desk.awaitLoaded(PATIENCE)) {
            throw notRead(topic);
        }
        return desk;
    }

    /** Returns a dead-letter topic, or refuses. */
    RedriveTopic topic(String name) {
        Map<String, RedriveTopic> topics = settings.topics().get();
        RedriveTopic topic = topics.get(name);
        if (topic == null) {
            throw new RedriveRefusedException(
                    Why.UNKNOWN_TOPIC, "There is no dead-letter topic " + name + ", only " + topics.keySet());
        }
        return topic;
    }

    /** Returns the desk of a topic, whose jobs are known; makes the topic with its jobs when it is missing. */
    JobDesk open(RedriveTopic topic) {
        JobDesk known = desks.get(topic.name());
        if (known == null) {
            try {
                String problem = clients(topic.cluster()).topics().ensure(topic.jobs(), topic.name(), settings.mode());
                if (problem != null) {
                    throw new RedriveRefusedException(Why.NO_JOB_TOPIC, problem);
                }
            } catch (BrokerUnavailableException unavailable) {
                throw new RedriveRefusedException(
                        Why.NOT_READY, "The brokers give no answer: " + unavailable.getMessage(), unavailable);
            }
            known = desk(topic);
            look(topic.cluster(), List.of(topic));
        }
        if (!known.awaitLoaded(PATIENCE)) {
            throw notRead(topic);
        }
        return known;
    }

    private static RedriveRefusedException notRead(RedriveTopic topic) {
        return new RedriveRefusedException(
                Why.NOT_READY, "The jobs of " + topic.name() + " are not read yet; try again in a moment");
    }

    private synchronized JobDesk desk(RedriveTopic topic) {
        refuseWhenClosed();
        return desks.computeIfAbsent(topic.name(), name -> {
            JobBook book = new JobBook();
            Clients clients = clients(topic.cluster());
            return new JobDesk(
                            name,
                            book,
                            new JobDesk.Opening(
                                    () -> new KafkaJobLog(
                                            topic.cluster().consumers(), topic.jobs(), book, settings.clock()),
                                    log -> runner(topic, book, clients, log)),
                            settings.clock())
                    .started(settings.threads());
        });
    }

    private JobRunner runner(RedriveTopic topic, JobBook book, Clients clients, KafkaJobLog log) {
        Supplier<RedriveTopic> current = () -> settings.topics().get().getOrDefault(topic.name(), topic);
        return new JobRunner(
                book,
                new JobRunner.Ports(
                        log,
                        new KafkaLetters(clients.scans(), topic.name()),
                        new KafkaJobWriter(
                                id -> KafkaJobWriter.create(topic.cluster().producers(), id), topic.jobs()),
                        new KafkaSightings(current, clients.topics(), clients.scans()),
                        nowMs -> {
                            RedriveTopic now = current.get();
                            return new Portion.Sorting(settings.reader(), settings.routes(() -> now), nowMs);
                        }),
                settings.self());
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new RedriveRefusedException(Why.NOT_READY, "The application is stopping");
        }
    }

    /** Returns the clients of a cluster, which stay until the end. */
    synchronized Clients clients(RedriveTopic.Cluster cluster) {
        refuseWhenClosed();
        return clusters.computeIfAbsent(
                cluster,
                unused -> Clients.of(
                        cluster,
                        settings.reader(),
                        new JobTopics(BrokerAccess.of(cluster.admins()), settings.clock()),
                        settings.clock()));
    }

    /** Notes something about a topic. */
    static void append(RedriveTopic topic, Map<String, byte @Nullable []> values) {
        // Asked for so seldom that nothing is kept for it.
        Producer<byte[], byte[]> producer =
                KafkaJobWriter.create(topic.cluster().producers(), null);
        try {
            KafkaJobWriter.await(values.entrySet().stream()
                    .map(each -> producer.send(
                            new ProducerRecord<>(topic.jobs(), 0, JobKeys.bytes(each.getKey()), each.getValue())))
                    .toList());
        } finally {
            producer.close(CLOSE);
        }
    }

    /** Lets work begin, also after it was ended. */
    synchronized void open() {
        closed = false;
    }

    /** Ends all work; others go on with it, and so does this once it is open again. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        // All at once: each may need a second to notice.
        desks.values().forEach(JobDesk::stop);
        desks.values().forEach(JobDesk::close);
        clusters.values().forEach(Clients::close);
        desks.clear();
        clusters.clear();
    }
}
