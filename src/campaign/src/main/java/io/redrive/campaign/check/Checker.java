package io.redrive.campaign.check;

import io.redrive.campaign.journal.Acknowledged;
import io.redrive.campaign.journal.Entry;
import io.redrive.campaign.journal.Incident;
import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process that judges a run, of which it knows what is in the run's directory and on its topics. It prints the verdict as
 * JSON and as a row of a Markdown table, and leaves it in {@value #VERDICT}.
 */
public final class Checker {

    /** Name of the file with the acknowledged records. */
    public static final String LOAD = "load.journal";
    /** Name of the file with what was done to the run. */
    public static final String INCIDENTS = "incidents.journal";
    /** What the names of the instances' journals begin with. */
    public static final String INSTANCE = "instance-";
    /** What the names of all journals end with. */
    public static final String JOURNAL = ".journal";
    /** Name of the file with the verdict. */
    public static final String VERDICT = "verdict.json";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Checker() {}

    /** Entry point; the argument is the directory of the run. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        ChildJvm.endWithParent();
        Path directory = Path.of(arguments[0]);
        Described run = Described.readFrom(directory);
        Verdict verdict = Judge.judge(run.promises(), evidence(directory, run));
        String json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(verdict);
        Files.writeString(directory.resolve(VERDICT), json);
        System.out.println(json);
        System.out.println(Row.HEAD);
        System.out.println(Row.of(directory.getFileName().toString(), List.of(verdict)));
        System.exit(verdict.isGood() ? 0 : 1);
    }

    /** Returns the verdict that was left in a directory. */
    public static Verdict verdict(Path directory) throws IOException {
        return MAPPER.readValue(Files.readString(directory.resolve(VERDICT)), Verdict.class);
    }

    private static Evidence evidence(Path directory, Described run)
            throws IOException, InterruptedException, ExecutionException {
        return new Evidence(
                read(directory.resolve(LOAD), Acknowledged.class),
                instances(directory),
                read(directory.resolve(INCIDENTS), Incident.class),
                new TopicReader(run).read());
    }

    private static Map<String, List<Entry>> instances(Path directory) throws IOException {
        Map<String, List<Entry>> instances = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(INSTANCE) && name.endsWith(JOURNAL)) {
                    instances.put(name.substring(0, name.length() - JOURNAL.length()), Journal.read(file));
                }
            }
        }
        return instances;
    }

    private static <T extends Entry> List<T> read(Path journal, Class<T> kind) {
        List<T> entries = new ArrayList<>();
        Journal.read(journal).forEach(entry -> entries.add(kind.cast(entry)));
        return entries;
    }
}
