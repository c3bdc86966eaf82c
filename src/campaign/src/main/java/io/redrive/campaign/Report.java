package io.redrive.campaign;

import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.redrive.campaign.check.Row;
import io.redrive.campaign.check.Verdict;
import io.redrive.campaign.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** What came of a campaign, as {@code results.md} for people and {@code results.json} for programs. */
final class Report {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path directory;

    Report(Path directory) {
        this.directory = directory;
    }

    void write(List<Result> results) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("results.md"), table(results));
        Files.writeString(
                directory.resolve("results.json"),
                MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(results));
    }

    /** Returns a row for each scenario and one for all, and what went wrong. */
    String table(List<Result> results) {
        Map<String, List<Verdict>> verdicts = results.stream()
                .filter(result -> result.verdict() != null)
                .collect(groupingBy(
                        Result::scenario,
                        LinkedHashMap::new,
                        flatMapping(result -> Stream.ofNullable(result.verdict()), toList())));
        List<String> lines = new ArrayList<>(List.of(Row.HEAD));
        verdicts.forEach((scenario, each) -> lines.add(Row.of(scenario, each)));
        lines.add(Row.of("all", verdicts.values().stream().flatMap(List::stream).toList()));
        lines.add("");
        lines.addAll(effects(results));
        lines.add("Seeds " + seeds(results) + ".");
        results.stream().filter(result -> !result.isGood()).forEach(result -> lines.add("- " + inShort(result)));
        return String.join("\n", lines) + "\n";
    }

    /** What a reader of committed data sees, where listeners ran in transactions. */
    private static List<String> effects(List<Result> results) {
        List<Verdict> all = results.stream()
                .map(Result::verdict)
                .filter(verdict -> verdict != null && verdict.figures().containsKey("effects"))
                .toList();
        return all.isEmpty()
                ? List.of()
                : List.of("%.0f effects, %.0f lost, %.0f duplicate."
                        .formatted(sum(all, "effects"), sum(all, "lost effects"), sum(all, "duplicate effects")));
    }

    private static double sum(List<Verdict> verdicts, String figure) {
        return verdicts.stream().mapToDouble(verdict -> verdict.figure(figure)).sum();
    }

    /** Returns one run in a line. */
    static String inShort(Result result) {
        String run = result.scenario() + " with seed " + result.seed() + " (" + result.setup() + "): ";
        Verdict verdict = result.verdict();
        if (verdict == null) {
            return run + "broke off, "
                    + String.valueOf(result.failure()).lines().findFirst().orElse("") + "; see " + result.directory();
        }
        String figures = "%.0f sent, %.0f dead, %.0f lost, %.0f early, %.0f wrong attempts, %.0f duplicates"
                .formatted(
                        verdict.figure("sent"),
                        verdict.figure("dead"),
                        verdict.figure("lost"),
                        verdict.figure("early"),
                        verdict.figure("wrong attempts"),
                        verdict.figure("duplicates"));
        return run
                + figures
                + (verdict.isGood()
                        ? ""
                        : "; BROKEN: " + String.join("; ", verdict.violations()) + "; see " + result.directory());
    }

    private static String seeds(List<Result> results) {
        List<Long> seeds =
                results.stream().map(Result::seed).distinct().sorted().toList();
        return seeds.isEmpty() ? "none" : seeds.get(0) + " to " + seeds.get(seeds.size() - 1);
    }
}
