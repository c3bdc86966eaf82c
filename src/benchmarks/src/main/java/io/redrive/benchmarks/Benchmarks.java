package io.redrive.benchmarks;

import io.redrive.benchmarks.broker.BrokerProcess;
import io.redrive.benchmarks.broker.BrokerSettings;
import io.redrive.benchmarks.contestant.Contestant;
import io.redrive.benchmarks.contestant.Contestants;
import io.redrive.benchmarks.report.Reading;
import io.redrive.benchmarks.report.Results;
import io.redrive.benchmarks.trial.Findings;
import io.redrive.benchmarks.trial.Trial;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Runs the workloads with every system in turn, several rounds of it, and writes down what came out. Progress goes to standard
 * error, the report to standard output and into files, which are renewed now and then.
 */
public final class Benchmarks {

    private final Options options;
    private final List<Trial> trials;
    private final List<Contestant> contestants;
    private final Results results;
    private final Progress progress;
    private final Publication publication;
    private final Map<String, SystemProcess> systems = new HashMap<>();

    private Benchmarks(Options options) {
        this.options = options;
        this.trials = selected(options.scale().trials(), Trial::id, options.workloads());
        this.contestants = selected(
                options.systems().isEmpty() ? Contestants.all() : Contestants.onRequest(),
                Contestant::name,
                options.systems());
        this.results = new Results(contestants.stream().map(Contestant::name).toList());
        this.progress = new Progress(options.budget());
        this.publication = new Publication(options, trials, results);
    }

    /** Entry point; see {@link Options#USAGE}. */
    public static void main(String[] arguments) throws IOException {
        Benchmarks benchmarks;
        try {
            benchmarks = new Benchmarks(Options.parse(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        System.out.println(benchmarks.run());
    }

    private String run() throws IOException {
        progress.say("starting a broker");
        try (var broker = BrokerProcess.startNew(BrokerSettings.forMeasurements())) {
            for (Contestant contestant : contestants) {
                String name = contestant.name();
                systems.put(name, SystemProcess.start(name, options.scale(), broker.bootstrapServers()));
            }
            warmUp();
            List<Plan.Step> plan = Plan.of(trials, this::rounds, contestants);
            for (int i = 0; i < plan.size(); i++) {
                progress.at(i, plan.size());
                run(plan.get(i));
                publication.writeNowAndThen(progress.missing());
            }
        } finally {
            systems.values().forEach(SystemProcess::close);
        }
        return publication.writeAll(progress.missing());
    }

    private void warmUp() {
        // Enough to compile what is hot; nobody has to come to an end.
        for (Trial trial : options.scale().warmUp()) {
            for (Contestant contestant : contestants) {
                if (trial.takes(contestant) && rounds(trial).includes(contestant)) {
                    progress.say("warm-up: " + trial.id() + " " + contestant.name());
                    try {
                        run(contestant, new Order(true, trial.id()));
                    } catch (RuntimeException e) {
                        progress.failed("warm-up " + trial.id(), contestant.name(), e);
                    }
                }
            }
        }
    }

    private void run(Plan.Step step) {
        Trial trial = step.trial();
        for (Contestant contestant : step.contestants()) {
            if (!progress.begin(trial.id(), contestant.name())) {
                continue;
            }
            try {
                Findings findings = run(contestant, new Order(false, trial.id()));
                progress.end(step, contestant.name(), findings);
                results.add(new Reading(trial.id(), contestant.name(), step.round(), findings.metrics()));
                results.addLateness(trial.id(), contestant.name(), findings.lateness());
            } catch (RuntimeException e) {
                // Half an hour of measurements is worth more than this one; the report tells that it is missing.
                progress.failed(trial.id(), contestant.name(), e);
            }
        }
    }

    private Findings run(Contestant contestant, Order order) {
        return Objects.requireNonNull(systems.get(contestant.name())).run(order);
    }

    private Rounds rounds(Trial trial) {
        return options.rounds() == 0 ? options.scale().rounds(trial) : Rounds.equal(options.rounds());
    }

    private static <T> List<T> selected(List<T> all, Function<T, String> name, List<String> wanted) {
        for (String one : wanted) {
            if (all.stream().noneMatch(candidate -> name.apply(candidate).equals(one))) {
                throw new IllegalArgumentException("There is no " + one + ", only "
                        + all.stream().map(name).toList());
            }
        }
        return wanted.isEmpty()
                ? all
                : all.stream().filter(one -> wanted.contains(name.apply(one))).toList();
    }
}
