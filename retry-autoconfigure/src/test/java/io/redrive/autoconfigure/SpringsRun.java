package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Notes.About;
import io.redrive.autoconfigure.crash.ChildJvm;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM that runs {@link SpringsApplication}, with the starter or without it. */
final class SpringsRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ChildJvm jvm;
    private final Notes notes;
    private final String readyAs;

    private SpringsRun(ChildJvm jvm, Notes notes, String readyAs) {
        this.jvm = jvm;
        this.notes = notes;
        this.readyAs = readyAs;
    }

    /**
     * Starts one.
     *
     * @param directory where it may write
     * @param name tells it from others there
     * @param matrix what chooses its listeners
     * @param prefix what the names of its topics begin with
     */
    static SpringsRun start(Path directory, String name, boolean withStarter, String matrix, String prefix) {
        Path file = directory.resolve(name + ".notes");
        List<String> arguments = List.of(
                matrix,
                "--prefix=" + prefix,
                "--spring.main.banner-mode=off",
                "--spring.main.web-application-type=none",
                "--spring.kafka.bootstrap-servers=" + TestBroker.address(),
                "--spring.kafka.consumer.auto-offset-reset=earliest",
                "--spring.kafka.consumer.fetch-max-wait=100ms",
                "--spring.kafka.consumer.group-id=everybody",
                "--notes=" + file);
        ChildJvm jvm = ChildJvm.start(
                withStarter ? ChildJvm.classPath() : withoutStarter(),
                SpringsApplication.class,
                directory.resolve(name + ".log"),
                "logging.config",
                arguments);
        return new SpringsRun(jvm, new Notes(file), withStarter ? "with the starter" : "without the starter");
    }

    /** Returns the class path of this JVM without what the starter and the core were compiled to. */
    private static String withoutStarter() {
        Set<Path> redrive = Stream.of(KafkaRetry.class, RedriveAutoConfiguration.class)
                .map(SpringsRun::origin)
                .collect(Collectors.toSet());
        List<String> entries = List.of(ChildJvm.classPath().split(File.pathSeparator, -1));
        List<String> others = entries.stream()
                .filter(each -> !redrive.contains(Path.of(each).toAbsolutePath().normalize()))
                .toList();
        assertThat(others).hasSize(entries.size() - redrive.size());
        return String.join(File.pathSeparator, others);
    }

    private static Path origin(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Waits until its containers are started, and checks that it runs on what it is meant to. */
    void awaitReady() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            assertThat(jvm.isRunning())
                    .as(() -> String.join("\n", jvm.output()))
                    .isTrue();
            return !notes.read(About.READY).isEmpty();
        });
        assertThat(notes.read(About.READY)).containsExactly(readyAs);
    }

    /** Returns how its containers are now. */
    List<String> containers() {
        Map<String, String> last = new TreeMap<>();
        notes.read(About.CONTAINER).forEach(line -> last.put(line.substring(0, line.indexOf(' ')), line));
        return List.copyOf(last.values());
    }

    List<String> notes(About about) {
        return notes.read(about);
    }

    /** Ends it as a deployment does. */
    void stop() {
        Duration limit = Duration.ofSeconds(60);
        assertThat(jvm.terminate(limit)).isLessThan(limit);
    }

    /** Returns what it has printed. */
    String output() {
        return String.join("\n", jvm.output());
    }

    @Override
    public void close() {
        jvm.close();
    }
}
