package io.redrive.campaign.run;

import io.redrive.campaign.check.Checker;
import io.redrive.campaign.instance.Application;
import io.redrive.campaign.journal.Entry;
import io.redrive.campaign.journal.Incident;
import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.journal.Ownership;
import io.redrive.campaign.process.ChildJvm;
import io.redrive.campaign.scenario.Instances;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The applications of a run as processes. Each life of each has a journal of its own. What was done to one that it could not
 * expect is written down as harm. For one thread.
 */
final class LiveInstances implements Instances, AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);
    /** One that is still starting ends when it has started, which takes long where several start at once. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final String LOGGING = """
            <configuration>
                <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger %msg%n</pattern></encoder>
                </appender>
                <root level="WARN"><appender-ref ref="CONSOLE"/></root>
                <logger name="io.redrive" level="INFO"/>
            </configuration>
            """;

    private final Environment environment;
    private final Journal incidents;
    private final Map<Integer, Life> lives = new HashMap<>();
    private final Map<Integer, Integer> begun = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    /** One process of an instance. */
    private static final class Life {

        private final String name;
        private final ChildJvm jvm;
        private final long beganNanos = System.nanoTime();
        private long suspendedNanos;
        private boolean endAsked;

        Life(String name, ChildJvm jvm) {
            this.name = name;
            this.jvm = jvm;
        }

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - beganNanos);
        }
    }

    LiveInstances(Environment environment, Journal incidents) {
        this.environment = environment;
        this.incidents = incidents;
        try {
            Files.writeString(logging(), LOGGING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public int count() {
        return environment.setup().members().count();
    }

    @Override
    public void start(int instance) {
        if (isRunning(instance)) {
            return;
        }
        complainOfOwnEnd(instance);
        String name = Checker.INSTANCE + instance + "-" + begun.merge(instance, 1, Integer::sum);
        List<String> options = List.of("-Xmx192m", "-Dlogging.config=" + logging());
        ChildJvm jvm = ChildJvm.start(
                Application.class,
                environment.directory().resolve("instance-" + instance + ".log"),
                Map.of(),
                options,
                environment.arguments(instance, journal(name)));
        lives.put(instance, new Life(name, jvm));
    }

    @Override
    public void kill(int instance) {
        Life life = lives.get(instance);
        if (life != null && life.jvm.isRunning()) {
            long began = System.nanoTime();
            life.endAsked = true;
            life.jvm.kill();
            harm(life, began);
        }
    }

    @Override
    public void terminate(int instance) {
        Life life = lives.get(instance);
        if (life != null && life.jvm.isRunning()) {
            resume(instance);
            life.endAsked = true;
            Duration limit = life.age().compareTo(START_LIMIT) < 0 ? STOP_LIMIT.plus(START_LIMIT) : STOP_LIMIT;
            if (!life.jvm.terminate(limit)) {
                complaints.add(life.name + " did not stop within " + limit.toSeconds() + " s");
                life.jvm.printThreads();
                kill(instance);
            }
        }
    }

    @Override
    public void suspend(int instance) {
        Life life = lives.get(instance);
        if (life != null && life.jvm.isRunning() && life.suspendedNanos == 0) {
            life.suspendedNanos = System.nanoTime();
            life.jvm.suspend();
        }
    }

    @Override
    public void resume(int instance) {
        Life life = lives.get(instance);
        if (life != null && life.suspendedNanos != 0) {
            life.jvm.resume();
            harm(life, life.suspendedNanos);
            life.suspendedNanos = 0;
        }
    }

    @Override
    public boolean isRunning(int instance) {
        Life life = lives.get(instance);
        return life != null && life.jvm.isRunning();
    }

    /** Lets all go on that are suspended, and starts those that should run. */
    void heal() {
        List.copyOf(lives.keySet()).forEach(this::resume);
        for (int instance = 0; instance < count(); instance++) {
            start(instance);
        }
    }

    /** Returns what instances did that nobody has asked them for: ended, or did not end. */
    List<String> complaints() {
        lives.keySet().forEach(this::complainOfOwnEnd);
        return List.copyOf(complaints);
    }

    /** Whether each that should run has been given partitions since it was started. */
    boolean haveBegun() {
        for (int instance = 0; instance < count(); instance++) {
            Life life = lives.get(instance);
            if (life == null || !Files.exists(journal(life.name)) || !hasPartitions(Journal.read(journal(life.name)))) {
                return false;
            }
        }
        return true;
    }

    /** Kills all, which is not written down as harm: the run is over. */
    @Override
    public void close() {
        lives.values().forEach(life -> life.jvm.close());
    }

    private void complainOfOwnEnd(int instance) {
        Life life = lives.get(instance);
        if (life != null && !life.endAsked && !life.jvm.isRunning()) {
            complaints.add(life.name + " has ended by itself with status " + life.jvm.status());
            life.endAsked = true;
        }
    }

    private static boolean hasPartitions(List<Entry> journal) {
        return journal.stream()
                .anyMatch(entry -> entry instanceof Ownership ownership
                        && ownership.change() == Ownership.Change.ASSIGNED
                        && !ownership.partitions().isEmpty());
    }

    private void harm(Life life, long began) {
        incidents.write(new Incident(Incident.Kind.HARM, life.name, began, System.nanoTime()));
    }

    private Path journal(String name) {
        return environment.directory().resolve(name + Checker.JOURNAL);
    }

    private Path logging() {
        return environment.directory().resolve("instance-logback.xml");
    }
}
