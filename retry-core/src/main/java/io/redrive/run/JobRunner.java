package io.redrive.run;

import io.redrive.census.Offsets;
import io.redrive.job.Claim;
import io.redrive.job.Job;
import io.redrive.job.JobBook;
import io.redrive.job.JobChange;
import io.redrive.job.JobKeys;
import io.redrive.job.JobMachine;
import io.redrive.job.JobSnapshot;
import io.redrive.job.Lease;
import io.redrive.job.Pace;
import io.redrive.job.Step;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveChange;
import io.redrive.redrive.RedriveGuarantee;
import io.redrive.redrive.RedriveOutcome;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveState;
import io.redrive.scan.Progress;
import io.redrive.scan.ScanBudget;
import io.redrive.schedule.RetryPause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the jobs of one dead-letter topic, when nobody else does. What it knows it has from the log: after whatever went wrong it
 * lets go, makes sure that nobody writes any more, reads the log to its end and goes on from there. Used by one thread.
 */
final class JobRunner {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

    private static final long IDLE_MS = 1_000;
    private static final long LOOK_AGAIN_MS = 500;
    private static final long NOTHING_READ_MS = 50;
    private static final ScanBudget BUDGET = new ScanBudget(20_000, 8L << 20, Duration.ofSeconds(1));

    private final JobBook book;
    private final Ports ports;
    private final Self self;
    private final Lease lease;
    private final RetryPause pause = new RetryPause();
    private Pace pace = new Pace();
    private int largest = Pace.LARGEST;
    private @Nullable Claim claim;
    private RedriveGuarantee guarantee = RedriveGuarantee.AT_LEAST_ONCE;

    /**
     * What it works with.
     *
     * @param sorter returns what sorts dead letters at an instant
     */
    record Ports(JobLog log, Letters letters, JobWriter writer, Sightings sightings, Sorter sorter) {}

    /** Sorts dead letters. */
    interface Sorter {

        /** Returns what sorts them at an instant. */
        Portion.Sorting at(long nowMs);
    }

    /**
     * Who it is.
     *
     * @param instance name of the instance
     * @param clock the time
     * @param spread how much longer than others it waits before it takes over
     * @param ended is told of each job that is over
     */
    record Self(String instance, InstantSource clock, Duration spread, Consumer<Redrive> ended) {}

    JobRunner(JobBook book, Ports ports, Self self) {
        this.book = book;
        this.ports = ports;
        this.self = self;
        this.lease = new Lease(self.spread());
    }

    /** Lets the next thing to do be done here without waiting. */
    void atOnce() {
        if (claim == null) {
            lease.atOnce(now());
        }
    }

    /** Does what is to be done next, and returns for how many milliseconds there is nothing more unless the log says otherwise. */
    long step() {
        try {
            if (claim == null && !takeOver()) {
                return IDLE_MS;
            }
            return work(Objects.requireNonNull(claim));
        } catch (RuntimeException failure) {
            boolean mine = claim != null && Fencing.isToldBy(failure);
            release();
            pause.failed(now());
            if (mine) {
                log.info("Jobs of dead letters are run by another instance from now on ({})", failure.toString());
            } else {
                log.warn("A job of dead letters is interrupted and goes on in a moment ({})", failure.toString());
                log.debug("Why it is interrupted", failure);
                lease.atOnce(now());
            }
            return RetryPause.millisAfter(0);
        }
    }

    private boolean takeOver() {
        if (!pause.isOver(now())
                || !lease.isDue(book.needsWork(self.clock().instant()), book.signs(), book.isLeft(), now())) {
            return false;
        }
        guarantee = ports.writer().open();
        // Nobody else writes any more: what is there now is all there will be of what others did.
        ports.log().catchUp();
        claim = book.claim().takenOver(self.instance());
        pace = new Pace();
        return true;
    }

    private long work(Claim mine) {
        if (book.claim().compareTo(mine) > 0 && !book.claim().isSame(mine)) {
            release();
            return IDLE_MS;
        }
        Job active = book.active();
        List<Job> requested = book.requested();
        if (active == null) {
            return requested.isEmpty() ? follow() : begin(requested.get(0));
        }
        if (!requested.isEmpty()) {
            return refuse(requested.get(0), active);
        }
        JobSnapshot snapshot = Objects.requireNonNull(active.snapshot());
        Step step = JobMachine.next(active, mine, pace, now());
        if (step instanceof Step.Note note) {
            note(active, note.snapshot(), List.of(), Map.of());
            return 0;
        }
        if (step instanceof Step.Send send) {
            return send(active, snapshot, send.most());
        }
        if (step instanceof Step.Observe) {
            return observe(active, snapshot);
        }
        if (snapshot.state() == RedriveState.PAUSED) {
            // Whoever resumes it runs it.
            release();
        }
        return step instanceof Step.Wait wait ? wait.ms() : IDLE_MS;
    }

    private long refuse(Job job, Job active) {
        note(job, none(job).in(RedriveState.REFUSED, "job " + active.id() + " was running"), List.of(), Map.of());
        return 0;
    }

    private long begin(Job job) {
        JobChange change = job.change();
        if (change != null && change.wanted() == RedriveChange.Wanted.CANCEL) {
            // Also what cannot be begun can be ended.
            note(job, JobMachine.changed(job.request(), none(job), change), List.of(), Map.of());
            return 0;
        }
        String problem = ports.sorter()
                .at(now())
                .routes()
                .problem(
                        job.request().options().target(),
                        job.request().options().canary());
        if (problem != null) {
            note(job, none(job).in(RedriveState.FAILED, problem), List.of(), Map.of());
            return 0;
        }
        try {
            Map<Integer, Long> begins = new TreeMap<>();
            ports.letters().present().forEach((partition, offsets) -> begins.put(partition, offsets.from()));
            RedriveSelection selection = job.request().selection();
            Map<Integer, Offsets> left = Narrowing.to(selection, ports.letters().wanted(selection.filter()));
            note(job, none(job).begun(left, ports.sightings().ends()), List.of(), book.cleaned(begins));
        } catch (UnknownTopicOrPartitionException missing) {
            note(job, none(job).in(RedriveState.FAILED, "the topic does not exist"), List.of(), Map.of());
        } catch (AuthorizationException denied) {
            note(job, none(job).in(RedriveState.FAILED, denied(denied)), List.of(), Map.of());
        }
        return 0;
    }

    private static String denied(AuthorizationException denied) {
        return "a topic may not be read or written: " + denied.getMessage();
    }

    private JobSnapshot none(Job job) {
        return JobSnapshot.first(
                job.request().options(), guarantee, self.clock().instant());
    }

    private long send(Job job, JobSnapshot snapshot, int most) {
        try {
            return sendPortion(job, snapshot, most);
        } catch (AuthorizationException denied) {
            note(job, snapshot.in(RedriveState.FAILED, denied(denied)), List.of(), Map.of());
            return 0;
        }
    }

    private long sendPortion(Job job, JobSnapshot snapshot, int most) {
        Portion portion = new Portion(job.request(), book, ports.sorter().at(now()), Math.min(most, largest));
        Progress progress = ports.letters().read(snapshot.left(), BUDGET, portion);
        boolean stuck = progress.left().equals(snapshot.left());
        if (stuck && now() - snapshot.times().updated().toEpochMilli() < JobMachine.SIGN_OF_LIFE.toMillis()) {
            return NOTHING_READ_MS;
        }
        try {
            write(job, snapshot, portion, progress);
        } catch (RecordTooLargeException tooLarge) {
            if (portion.sends().size() > 1) {
                largest = Math.max(1, portion.sends().size() / 2);
                return 0;
            }
            portion.leaveOut(Set.of(0), "too-large");
            write(job, snapshot, portion, progress);
        } catch (SomeTooLargeException some) {
            portion.leaveOut(some.which(), "too-large");
            // The others were sent.
            note(job, snapshot.after(progress.left(), portion.counts()), List.of(), book.done(portion.done()));
        }
        pause.succeeded();
        largest = Pace.LARGEST;
        pace.sent(portion.sends().size(), snapshot.rate(), now());
        return 0;
    }

    private void write(Job job, JobSnapshot snapshot, Portion portion, Progress progress) {
        note(job, snapshot.after(progress.left(), portion.counts()), portion.sends(), book.done(portion.done()));
    }

    private long observe(Job job, JobSnapshot snapshot) {
        RedriveOutcome outcome;
        try {
            outcome = ports.sightings().of(job.id(), snapshot);
        } catch (RuntimeException unseen) {
            log.debug("It cannot be seen what became of the records of job {}", job.id(), unseen);
            outcome = snapshot.outcome();
        }
        pause.succeeded();
        JobSnapshot observed = JobMachine.observed(snapshot, outcome);
        if (JobMachine.isNews(snapshot, observed, now())) {
            note(job, observed, List.of(), Map.of());
        }
        return LOOK_AGAIN_MS;
    }

    private long follow() {
        Job followed = book.followed(self.clock().instant());
        if (followed == null) {
            release();
            return IDLE_MS;
        }
        return observe(followed, Objects.requireNonNull(followed.snapshot()));
    }

    private void note(
            Job job,
            JobSnapshot snapshot,
            List<ProducerRecord<byte[], byte[]>> sends,
            Map<String, byte @Nullable []> others) {
        Claim next = Objects.requireNonNull(claim).next();
        JobSnapshot noted = snapshot.noted(next, guarantee, self.clock().instant());
        Map<String, byte @Nullable []> notes = new TreeMap<>(others);
        notes.put(JobKeys.job(job.id()), JobKeys.written(noted));
        if (noted.state().isOver() && !job.request().equals(job.request().done())) {
            notes.put(JobKeys.request(job.id()), JobKeys.written(job.request().done()));
        }
        ports.writer().write(sends, notes);
        claim = next;
        notes.forEach(book::apply);
        boolean wasOver = job.snapshot() != null && job.state().isOver();
        if (noted.state().isOver() && !wasOver) {
            self.ended().accept(Objects.requireNonNull(book.find(job.id())).shown());
        }
    }

    private long now() {
        return self.clock().millis();
    }

    /** Lets others run the jobs at once, because this instance ends. */
    void leave() {
        Claim mine = claim;
        if (mine != null) {
            try {
                ports.writer().write(List.of(), Map.of(JobKeys.left(), JobKeys.bytes(Long.toString(mine.number()))));
            } catch (RuntimeException failure) {
                log.debug("Others will notice after a while that this instance has ended", failure);
            }
            claim = null;
        }
        ports.writer().close();
    }

    /** Lets others run the jobs. */
    private void release() {
        if (claim != null) {
            claim = null;
            ports.writer().close();
        }
    }
}
