package io.redrive.campaign;

import io.redrive.campaign.scenario.Scaled;
import io.redrive.campaign.scenario.Scenario;
import io.redrive.campaign.scenario.Scenarios;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param list whether only to tell which scenarios there are
 * @param seeds which seeds
 * @param scenarios the scenarios to run with them
 * @param limits when and where it ends
 * @param transactions whether the listeners run in transactions
 */
record Options(boolean list, Seeds seeds, List<Scenario> scenarios, Limits limits, boolean transactions) {

    static final String USAGE = """
            Options:
              --list                 tell which scenarios there are
              --seed <n>             first seed, to run something again (a new one)
              --seeds <n>            how many seeds, one after the other (1)
              --own-seeds            give each scenario a seed of its own, from the first one on
              --scenarios <names>    such as kill-instances,zombies (all)
              --minutes <n>          time after which nothing new is begun (30)
              --rate <n>             records a second (what the scenario says, mostly 150)
              --seconds <n>          for how long records are sent (what the scenario says, mostly 20)
              --failing <n>          of a hundred records so many fail, 30 at most (30)
              --transactions         let the listeners send in transactions, and count what takes effect
              --output <directory>   where the results go (target/campaign)
            """;

    private static final int LARGEST_NEW_SEED = 1_000_000;

    /**
     * With which seeds the scenarios are run.
     *
     * @param first the first one
     * @param count how often each scenario is run, one seed after the other
     * @param own whether no two scenarios get the same
     */
    record Seeds(long first, int count, boolean own) {

        /** Returns the seed of a scenario, the number of which is given, in one of the rounds. */
        long of(int round, int scenario, int scenarios) {
            return own ? first + (long) round * scenarios + scenario : first + round;
        }
    }

    /**
     * When and where it ends.
     *
     * @param budget time after which nothing new is begun
     * @param output directory of the results
     */
    record Limits(Duration budget, Path output) {}

    static Options parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        boolean list = false;
        boolean own = false;
        boolean transactions = false;
        long seed = ThreadLocalRandom.current().nextInt(LARGEST_NEW_SEED);
        int seeds = 1;
        int minutes = 30;
        Integer rate = null;
        Integer failing = null;
        Duration load = null;
        List<String> names = List.of();
        Path output = Path.of("target", "campaign");
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--list" -> list = true;
                case "--own-seeds" -> own = true;
                case "--transactions" -> transactions = true;
                case "--seed" -> seed = Long.parseLong(value(option, rest));
                case "--seeds" -> seeds = Integer.parseInt(value(option, rest));
                case "--minutes" -> minutes = Integer.parseInt(value(option, rest));
                case "--rate" -> rate = Integer.valueOf(value(option, rest));
                case "--seconds" -> load = Duration.ofSeconds(Long.parseLong(value(option, rest)));
                case "--failing" -> failing = Integer.valueOf(value(option, rest));
                case "--scenarios" -> names = List.of(value(option, rest).split(",", -1));
                case "--output" -> output = Path.of(value(option, rest));
                default -> throw new IllegalArgumentException("There is no option " + option);
            }
        }
        return new Options(
                list,
                new Seeds(seed, seeds, own),
                scaled(scenarios(names), rate, load, failing),
                new Limits(Duration.ofMinutes(minutes), output),
                transactions);
    }

    private static List<Scenario> scenarios(List<String> names) {
        List<Scenario> all = Scenarios.all();
        return names.isEmpty()
                ? all
                : names.stream().map(name -> Scenarios.named(name)).toList();
    }

    private static List<Scenario> scaled(
            List<Scenario> scenarios, @Nullable Integer rate, @Nullable Duration load, @Nullable Integer failing) {
        return rate == null && load == null && failing == null
                ? scenarios
                : scenarios.stream()
                        .map(each -> (Scenario) new Scaled(each, rate, load, failing))
                        .toList();
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }
}
