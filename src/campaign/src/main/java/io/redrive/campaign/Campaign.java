package io.redrive.campaign;

import io.redrive.campaign.run.Result;
import io.redrive.campaign.run.Runner;
import io.redrive.campaign.scenario.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs scenarios with one seed after the other and writes down what came of it, anew after each run. Progress goes to
 * standard error, the table to standard output. The exit status is 1 when a promise was broken or a run broke off.
 */
public final class Campaign {

    private final Options options;
    private final Report report;
    private final long beganNanos = System.nanoTime();

    private Campaign(Options options) {
        this.options = options;
        this.report = new Report(options.limits().output().toAbsolutePath());
    }

    /** Entry point; see {@link Options#USAGE}. */
    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        if (options.list()) {
            options.scenarios().forEach(each -> System.out.printf("%-28s %s%n", each.name(), each.trouble()));
            System.exit(0);
        }
        System.exit(new Campaign(options).run() ? 0 : 1);
    }

    private boolean run() throws IOException {
        Options.Seeds seeds = options.seeds();
        List<Scenario> scenarios = options.scenarios();
        say("seed " + seeds.first());
        List<Result> results = new ArrayList<>();
        try (Runner runner = new Runner(
                options.limits().output().toAbsolutePath(), options.transactions(), text -> say("    " + text))) {
            for (int round = 0; round < seeds.count(); round++) {
                for (int i = 0; i < scenarios.size(); i++) {
                    long seed = seeds.of(round, i, scenarios.size());
                    String run = scenarios.get(i).name() + " with seed " + seed;
                    if (System.nanoTime() - beganNanos
                            > options.limits().budget().toNanos()) {
                        say("no time left for " + run);
                        continue;
                    }
                    say(run);
                    Result result = runner.run(scenarios.get(i), seed);
                    results.add(result);
                    say(Report.inShort(result));
                    report.write(results);
                }
            }
        }
        System.out.println(report.table(results));
        return results.stream().allMatch(Result::isGood);
    }

    private void say(String text) {
        System.err.printf("%5d s  %s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos), text);
    }
}
