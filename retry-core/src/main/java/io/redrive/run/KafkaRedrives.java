package io.redrive.run;

import io.redrive.census.Resolutions;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.Fingerprint;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The jobs of all dead-letter topics of an application. Nothing runs for a topic before there is one with its jobs. Thread-safe. */
public final class KafkaRedrives implements Redrives, Resolutions, AutoCloseable {

    private final RunSettings settings;
    private final JobDesks desks;

    /** Creates them; nothing is looked at before {@link #look} or a call. */
    public KafkaRedrives(RunSettings settings) {
        this.settings = settings;
        this.desks = new JobDesks(settings);
    }

    /** Lets work begin; said again after {@link #close} it begins anew. */
    public void open() {
        desks.open();
    }

    /** Looks for topics with jobs that others have made, and begins to work on them. Called now and then. */
    public void look() {
        desks.look();
    }

    /** Returns what else can be done with the same dead letters. */
    public KafkaDeadLetters deadLetters() {
        return new KafkaDeadLetters(desks, settings);
    }

    @Override
    public Redrive start(RedriveSelection selection, RedriveOptions options) {
        Editing.check(selection, options.edit());
        RedriveTopic topic = desks.topic(selection.topic());
        String problem = settings.routes(() -> topic).problem(options.target(), options.canary());
        if (problem != null) {
            throw new RedriveRefusedException(Why.TARGET_NOT_ALLOWED, problem);
        }
        JobDesk desk = desks.open(topic);
        String wanted = options.id();
        String id = wanted == null ? settings.newId() : wanted;
        if (wanted != null && knownDeskOf(wanted) != null) {
            throw new RedriveRefusedException(Why.JOB_EXISTS, "There is a job " + wanted);
        }
        JobDesks.refuseWhileRunning(topic, desk.book().active());
        JobRequest request =
                new JobRequest(id, selection, options, settings.clock().instant());
        desk.atOnce();
        JobDesks.append(topic, Map.of(JobKeys.request(id), JobKeys.written(request)));
        desk.await(JobDesks.PATIENCE, () -> {
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

    @Override
    public RedrivePlan plan(RedriveSelection selection, RedriveOptions options) {
        return plan(selection, options, letter -> letter);
    }

    /**
     * Says what a job would do, to somebody who is not shown everything.
     *
     * @param shown returns what that somebody may know of a dead letter; what is not among it does not match
     */
    public RedrivePlan plan(RedriveSelection selection, RedriveOptions options, UnaryOperator<DeadLetter> shown) {
        Editing.check(selection, options.edit());
        RedriveTopic topic = desks.topic(selection.topic());
        Routes routes = settings.routes(() -> topic);
        String problem = routes.problem(options.target(), options.canary());
        if (problem != null) {
            throw new RedriveRefusedException(Why.TARGET_NOT_ALLOWED, problem);
        }
        return new Planning(
                        topic, settings, routes, desks.clients(topic.cluster()).scans())
                .of(selection, options, desks.known(topic), shown);
    }

    @Override
    public List<Redrive> all() {
        return desks.all().stream()
                .flatMap(desk -> desk.book().jobs().stream())
                .map(Job::shown)
                .sorted(Comparator.comparing((Redrive job) -> job.run().requested())
                        .reversed())
                .toList();
    }

    @Override
    public @Nullable Redrive find(String id) {
        JobDesk desk = deskOf(id);
        Job job = desk == null ? null : desk.book().find(id);
        return job == null ? null : job.shown();
    }

    private @Nullable JobDesk deskOf(String id) {
        JobDesk desk = knownDeskOf(id);
        if (desk == null) {
            // Another instance may have begun it just now, in a topic that was not there before.
            desks.load();
            desk = knownDeskOf(id);
        }
        return desk;
    }

    private @Nullable JobDesk knownDeskOf(String id) {
        return desks.all().stream()
                .filter(each -> each.book().find(id) != null)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Redrive change(String id, RedriveChange change) {
        JobDesk desk = deskOf(id);
        if (desk == null) {
            throw new RedriveRefusedException(Why.UNKNOWN_JOB, "There is no job " + id);
        }
        Job job = Objects.requireNonNull(desk.book().find(id));
        if (job.state().isOver()) {
            throw new RedriveRefusedException(Why.JOB_OVER, "Job " + id + " is over: " + JobDesks.word(job.state()));
        }
        RedriveTopic topic = desks.topic(job.request().selection().topic());
        Instant now = settings.clock().instant();
        JobChange wanted = JobChange.after(job.change(), change, settings.newId(), now);
        if (job.state() == RedriveState.PAUSED) {
            // Nobody runs it.
            desk.atOnce();
        }
        JobDesks.append(topic, Map.of(JobKeys.change(id), JobKeys.written(wanted)));
        desk.await(JobDesks.PATIENCE, () -> {
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
        JobDesk desk = desks.of(topic);
        return desk == null ? Map.of() : desk.book().resolved(partition, from, to);
    }

    @Override
    public Resolutions withoutArchived() {
        return (topic, partition, from, to) -> {
            JobDesk desk = desks.of(topic);
            return desk == null ? Map.of() : desk.book().done(partition, from, to);
        };
    }

    @Override
    public @Nullable String of(String topic, int partition, long offset) {
        JobDesk desk = desks.of(topic);
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
        JobDesk desk = desks.of(topic);
        return desk == null ? null : desk.book();
    }

    /** Returns what one dead letter is, as far as any instance knows: {@code archived}, {@code redriven}, or null for unresolved. */
    public @Nullable String resolution(String topic, int partition, long offset) {
        desks.known(desks.topic(topic));
        return of(topic, partition, offset);
    }

    /** Ends all work; others go on with it. */
    @Override
    public void close() {
        desks.close();
    }
}
