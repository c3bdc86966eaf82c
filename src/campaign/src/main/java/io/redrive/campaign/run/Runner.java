package io.redrive.campaign.run;

import io.redrive.campaign.check.Checker;
import io.redrive.campaign.check.Described;
import io.redrive.campaign.check.Promises;
import io.redrive.campaign.check.Verdict;
import io.redrive.campaign.cluster.Cluster;
import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.load.Load;
import io.redrive.campaign.process.ChildJvm;
import io.redrive.campaign.scenario.Names;
import io.redrive.campaign.scenario.Plan;
import io.redrive.campaign.scenario.Scenario;
import io.redrive.campaign.scenario.Setup;
import io.redrive.campaign.scenario.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** Runs scenarios one after the other on a cluster that it starts, and starts anew when a run has left it broken. */
public final class Runner implements AutoCloseable {

    private static final List<Duration> DELAYS =
            List.of(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(2));
    private static final Duration CHECK_LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final boolean transactions;
    private final Consumer<String> progress;
    private @Nullable Cluster cluster;
    private int clusters;

    /**
     * Creates one.
     *
     * @param directory what runs leave behind goes there; absolute
     * @param transactions whether the listeners run in transactions
     * @param progress is told what happens
     */
    public Runner(Path directory, boolean transactions, Consumer<String> progress) {
        this.directory = directory;
        this.transactions = transactions;
        this.progress = progress;
    }

    /** Runs a scenario. The directory of a run that kept every promise is removed. */
    public Result run(Scenario scenario, long seed) throws IOException {
        // Drawn one by one in this order, so that a scenario and a seed always are the same run.
        SplittableRandom random =
                new SplittableRandom(seed * 31 + scenario.name().hashCode());
        Setup drawn = scenario.setup(random.split());
        Setup setup = transactions ? drawn.inTransactions() : drawn;
        Plan plan = scenario.plan(random.split(), setup, scenario.load());
        Path place = directory.resolve(scenario.name() + "-" + seed);
        FileSystemUtils.deleteRecursively(place);
        Files.createDirectories(place);
        try {
            Verdict verdict = run(scenario, setup, plan, random.split(), place);
            if (verdict.isGood()) {
                FileSystemUtils.deleteRecursively(place);
            }
            return new Result(scenario.name(), seed, setup.toString(), verdict, null, place);
        } catch (Exception failure) {
            // Whatever it was, the next run must not suffer from it.
            close(place);
            return new Result(scenario.name(), seed, setup.toString(), null, failure.toString(), place);
        }
    }

    private Verdict run(Scenario scenario, Setup setup, Plan plan, SplittableRandom random, Path place)
            throws Exception {
        Cluster brokers = cluster();
        Names names = new Names("orders-" + place.getFileName(), "of-" + place.getFileName(), DELAYS.size());
        brokers.createTopic(names.topic(), setup.partitions(), Map.of());
        if (transactions) {
            brokers.createTopic(names.effectsTopic(), setup.partitions(), Map.of());
        }
        new Described(
                        brokers.bootstrap(),
                        names.group(),
                        names.retryTopics(),
                        names.deadLetterTopic(),
                        new Promises(
                                names.topic(),
                                DELAYS,
                                scenario.tolerance(),
                                transactions ? names.effectsTopic() : null))
                .writeTo(place);
        try (Journal incidents = new Journal(place.resolve(Checker.INCIDENTS));
                LiveInstances instances =
                        new LiveInstances(new Environment(brokers, names, setup, DELAYS, place), incidents);
                Load load = new Load(
                        brokers.bootstrap(), names.topic(), setup.traffic(), random, place.resolve(Checker.LOAD))) {
            new Performance(new Stage(brokers, instances, names), instances, load, incidents, progress)
                    .play(scenario, plan);
        }
        Verdict verdict = check(place);
        List<String> topics = new ArrayList<>(names.retryTopics());
        topics.add(names.topic());
        topics.add(names.deadLetterTopic());
        if (transactions) {
            topics.add(names.effectsTopic());
        }
        brokers.admin().deleteTopics(topics);
        return verdict;
    }

    private static Verdict check(Path place) throws IOException {
        try (ChildJvm checker = ChildJvm.start(
                Checker.class,
                place.resolve("checker.log"),
                Map.of(),
                List.of("-Xmx384m"),
                List.of(place.toString()))) {
            if (!checker.endsWithin(CHECK_LIMIT) || !Files.exists(place.resolve(Checker.VERDICT))) {
                throw new IllegalStateException("The checker has come to no verdict; see checker.log");
            }
        }
        return Checker.verdict(place);
    }

    private Cluster cluster() throws IOException {
        Cluster current = cluster;
        if (current == null) {
            progress.accept("starting a cluster");
            Path place = directory.resolve("cluster-" + ++clusters);
            FileSystemUtils.deleteRecursively(place);
            Files.createDirectories(place);
            current = Cluster.startIn(place);
            cluster = current;
        }
        return current;
    }

    /** Ends the cluster; what its nodes have said goes to where the run is looked into. */
    private void close(Path place) throws IOException {
        if (cluster != null) {
            Cluster.copyLogs(directory.resolve("cluster-" + clusters), place);
        }
        close();
    }

    @Override
    public void close() throws IOException {
        if (cluster != null) {
            cluster.close();
            cluster = null;
            FileSystemUtils.deleteRecursively(directory.resolve("cluster-" + clusters));
        }
    }
}
