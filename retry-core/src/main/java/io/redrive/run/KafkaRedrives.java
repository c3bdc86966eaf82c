package io.redrive.run;

import io.redrive.admin.BrokerAccess;
import io.redrive.admin.BrokerUnavailableException;
import io.redrive.admin.JobTopics;
import io.redrive.census.Resolutions;
import io.redrive.deadletter.Fingerprint;
import io.redrive.job.ArchiveDecision;
import io.redrive.job.Job;
import io.redrive.job.JobBook;
import io.redrive.job.JobChange;
import io.redrive.job.JobKeys;
import io.redrive.job.JobRequest;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveChange;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedrivePlan;
import io.redrive.redrive.RedriveRefusedException;
import io.redrive.redrive.RedriveRefusedException.Why;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveState;
import io.redrive.redrive.Redrives;
import io.redrive.scan.DeadLetterScans;
import io.redrive.scan.Page;
import io.redrive.scan.Pass;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The jobs of all dead-letter topics of an application. Nothing runs for a topic before there is one with its jobs. Thread-safe. */
public final class KafkaRedrives implements Redrives, Resolutions, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final RunSettings settings;
    private final Map<String, JobDesk> desks = new ConcurrentHashMap<>();
    private final Map<RedriveTopic.Cluster, Clients> clusters = new ConcurrentHashMap<>();
    private boolean closed;

    /** Creates them; nothing is looked at before {@link #look} or a call. */
    public KafkaRedrives(RunSettings settings) {
        this.settings = settings;
    }

    /** Looks for topics with jobs that others have made, and begins to work on them. Called now and then. */
    public void look() {
        Map<RedriveTopic.Cluster, List<RedriveTopic>> byCluster =
                settings.topics().get().values().stream().collect(Collectors.groupingBy(RedriveTopic::cluster));
        byCluster.forEach((cluster, topics) -> {
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
        });
    }

    @Override
    public Redrive start(RedriveSelection selection, RedriveOptions options) {
        Editing.check(selection, options.edit());
        RedriveTopic topic = topic(selection.topic());
        String problem = settings.routes(() -> topic).problem(options.target(), options.canary());
        if (problem != null) {
            throw new RedriveRefusedException(Why.TARGET_NOT_ALLOWED, problem);
        }
        JobDesk desk = open(topic);
        String wanted = options.id();
        String id = wanted == null ? settings.newId() : wanted;
        if (wanted != null && find(wanted) != null) {
            throw new RedriveRefusedException(Why.JOB_EXISTS, "There is a job " + wanted);
        }
        refuseWhileRunning(topic, desk.book().active());
        JobRequest request =
                new JobRequest(id, selection, options, settings.clock().instant());
        desk.atOnce();
        append(topic, JobKeys.request(id), JobKeys.written(request));
        desk.await(PATIENCE, () -> {
            Job job = desk.book().find(id);
            return job != null && job.snapshot() != null;
        });
        Job job = desk.book().find(id);
        Redrive started = (job == null ? new Job(request, null, null) : job).shown();
        if (started.state() == RedriveState.REFUSED) {
            throw new RedriveRefusedException(
                    Why.JOB_RUNNING, "The job was not begun: " + Objects.requireNonNull(started.message()));
        }
        return started;
    }

    private static void refuseWhileRunning(RedriveTopic topic, @Nullable Job active) {
        if (active != null) {
            throw new RedriveRefusedException(
                    Why.JOB_RUNNING,
                    "Job " + active.id() + " is " + word(active.state()) + " for " + topic.name()
                            + ": wait for its end, or cancel it");
        }
    }

    private static String word(RedriveState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public RedrivePlan plan(RedriveSelection selection, RedriveOptions options) {
        Editing.check(selection, options.edit());
        RedriveTopic topic = topic(selection.topic());
        Routes routes = settings.routes(() -> topic);
        String problem = routes.problem(options.target(), options.canary());
        if (problem != null) {
            throw new RedriveRefusedException(Why.TARGET_NOT_ALLOWED, problem);
        }
        JobDesk desk = loaded(topic);
        return new Planning(topic, settings, routes, clients(topic.cluster()).scans())
                .of(selection, options, desk == null ? new JobBook() : desk.book());
    }

    @Override
    public List<Redrive> all() {
        return desks.values().stream()
                .flatMap(desk -> desk.book().jobs().stream())
                .map(Job::shown)
                .sorted(Comparator.comparing((Redrive job) -> job.run().requested())
                        .reversed())
                .toList();
    }

    @Override
    public @Nullable Redrive find(String id) {
        return desks.values().stream()
                .map(desk -> desk.book().find(id))
                .filter(Objects::nonNull)
                .map(Job::shown)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Redrive change(String id, RedriveChange change) {
        Map.Entry<String, JobDesk> found = desks.entrySet().stream()
                .filter(each -> each.getValue().book().find(id) != null)
                .findFirst()
                .orElseThrow(() -> new RedriveRefusedException(Why.UNKNOWN_JOB, "There is no job " + id));
        JobDesk desk = found.getValue();
        Job job = Objects.requireNonNull(desk.book().find(id));
        if (job.state().isOver()) {
            throw new RedriveRefusedException(Why.JOB_OVER, "Job " + id + " is over: " + word(job.state()));
        }
        Instant now = settings.clock().instant();
        JobChange wanted = JobChange.after(job.change(), change, settings.newId(), now);
        if (job.state() == RedriveState.PAUSED) {
            // Nobody runs it.
            desk.atOnce();
        }
        append(topic(found.getKey()), JobKeys.change(id), JobKeys.written(wanted));
        desk.await(PATIENCE, () -> {
            Job current = desk.book().find(id);
            return current == null
                    || current.state().isOver()
                    || (current.snapshot() != null
                            && current.snapshot().change().equals(wanted.token()));
        });
        Job current = desk.book().find(id);
        return (current == null ? job : current).shown();
    }

    @Override
    public Map<Fingerprint, Long> resolved(String topic, int partition, long from, long to) {
        JobDesk desk = desks.get(topic);
        return desk == null ? Map.of() : desk.book().resolved(partition, from, to);
    }

    @Override
    public Resolutions withoutArchived() {
        return (topic, partition, from, to) -> {
            JobDesk desk = desks.get(topic);
            return desk == null ? Map.of() : desk.book().done(partition, from, to);
        };
    }

    @Override
    public @Nullable String of(String topic, int partition, long offset) {
        JobDesk desk = desks.get(topic);
        if (desk == null) {
            return null;
        }
        if (desk.book().isArchived(partition, offset)) {
            return "archived";
        }
        return desk.book().isDone(partition, offset) ? "redriven" : null;
    }

    /** Returns what is known of a topic, or null where nothing is known of it, or not yet. */
    public @Nullable JobBook book(String topic) {
        JobDesk desk = desks.get(topic);
        return desk == null ? null : desk.book();
    }

    /**
     * Archives dead letters, or makes them unresolved again, as far as one look at the topic goes.
     *
     * @throws RedriveRefusedException when nothing can be noted
     * @throws IllegalArgumentException when the cursor is none of the same request
     */
    public ArchiveResult archive(ArchiveRequest request) {
        RedriveSelection selection = request.selection();
        RedriveTopic topic = topic(selection.topic());
        JobBook known = known(topic);
        DeadLetterScans scans = clients(topic.cluster()).scans();
        Archiving archiving = new Archiving(request, known, settings.reader());
        Page page = scans.pass(
                topic.name(),
                new Pass(selection.filter(), wanted -> Narrowing.to(selection, wanted), request.cursor()),
                settings.plan(),
                archiving);
        if (!request.dryRun() && !archiving.changed().isEmpty()) {
            JobDesk desk = open(topic);
            JobBook book = desk.book();
            ArchiveDecision decision =
                    archiving.decision(settings.newId(), settings.clock().instant());
            append(topic, book.decided(decision, archiving.changed(), begins(scans, topic)));
            desk.await(PATIENCE, () -> book.knows(decision.id()));
        }
        return archiving.result(page);
    }

    /**
     * Returns what would be deleted of a dead-letter topic, as far as one look at it tells.
     *
     * @param toOffset the first offset that is left
     * @throws IllegalArgumentException when there is no such partition, or it has no such offset
     */
    public PurgePlan planPurge(String name, int partition, long toOffset) {
        RedriveTopic topic = topic(name);
        return new Purging(new KafkaLetters(clients(topic.cluster()).scans(), name), known(topic))
                .plan(name, partition, toOffset, settings.plan());
    }

    /**
     * Deletes the oldest records of a partition for good.
     *
     * @throws RedriveRefusedException when a job is running for the topic
     */
    public void purge(PurgePlan plan) {
        RedriveTopic topic = topic(plan.topic());
        JobDesk desk = loaded(topic);
        if (desk != null) {
            refuseWhileRunning(topic, desk.book().active());
        }
        Purging.execute(plan, clients(topic.cluster()).topics());
    }

    /** Returns what is known of a topic by any instance. */
    private JobBook known(RedriveTopic topic) {
        if (desks.get(topic.name()) == null) {
            // What others have begun to note must not be taken for nothing.
            look();
        }
        JobDesk desk = loaded(topic);
        return desk == null ? new JobBook() : desk.book();
    }

    private static Map<Integer, Long> begins(DeadLetterScans scans, RedriveTopic topic) {
        Map<Integer, Long> begins = new TreeMap<>();
        scans.present(topic.name()).forEach((partition, offsets) -> begins.put(partition, offsets.from()));
        return begins;
    }

    /** Returns the desk of a topic, whose jobs are known, or null when it has none. */
    private @Nullable JobDesk loaded(RedriveTopic topic) {
        JobDesk desk = desks.get(topic.name());
        if (desk != null && !desk.awaitLoaded(PATIENCE)) {
            throw notRead(topic);
        }
        return desk;
    }

    private RedriveTopic topic(String name) {
        Map<String, RedriveTopic> topics = settings.topics().get();
        RedriveTopic topic = topics.get(name);
        if (topic == null) {
            throw new RedriveRefusedException(
                    Why.UNKNOWN_TOPIC, "There is no dead-letter topic " + name + ", only " + topics.keySet());
        }
        return topic;
    }

    /** Returns the desk of a topic, whose jobs are known; makes the topic with its jobs when it is missing. */
    private JobDesk open(RedriveTopic topic) {
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
            look();
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
        if (closed) {
            throw new RedriveRefusedException(Why.NOT_READY, "The application is stopping");
        }
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
                        new KafkaJobWriter(topic.cluster().producers(), topic.jobs()),
                        new KafkaSightings(current, clients.topics(), clients.scans()),
                        nowMs -> {
                            RedriveTopic now = current.get();
                            return new Portion.Sorting(settings.reader(), settings.routes(() -> now), nowMs);
                        }),
                settings.self());
    }

    private Clients clients(RedriveTopic.Cluster cluster) {
        return clusters.computeIfAbsent(
                cluster,
                unused -> Clients.of(
                        cluster,
                        settings.reader(),
                        new JobTopics(BrokerAccess.of(cluster.admins()), settings.clock()),
                        settings.clock()));
    }

    private static void append(RedriveTopic topic, String key, byte[] value) {
        append(topic, Map.of(key, value));
    }

    private static void append(RedriveTopic topic, Map<String, byte @Nullable []> values) {
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

    /** Ends all work; others go on with it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        desks.values().forEach(JobDesk::close);
        clusters.values().forEach(Clients::close);
    }
}
