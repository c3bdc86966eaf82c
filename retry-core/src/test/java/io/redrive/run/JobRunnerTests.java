package io.redrive.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.deadletter.FailureCause;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.job.ArchiveDecision;
import io.redrive.job.Job;
import io.redrive.job.JobBook;
import io.redrive.job.JobChange;
import io.redrive.job.JobRequest;
import io.redrive.job.JobSnapshot;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveChange;
import io.redrive.redrive.RedriveEdit;
import io.redrive.redrive.RedriveGuarantee;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveOutcome;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveState;
import io.redrive.redrive.RedriveTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobRunnerTests {

    private static final RedriveOptions FAST = RedriveOptions.DEFAULT.withRate(RedriveOptions.HIGHEST_RATE);

    private final World world = new World(true, 1);
    private final World.Instance instance = world.new Instance("one", Duration.ZERO);

    @Test
    void sendsEachDeadLetterOnceWithFreshAttemptsAndItsOrigin() {
        // given
        die(30);

        // when
        Redrive job = run("job", RedriveSelection.all(World.TOPIC), FAST);

        // then
        assertThat(job.state()).isEqualTo(RedriveState.COMPLETED);
        assertThat(job.guarantee()).isEqualTo(RedriveGuarantee.EXACTLY_ONCE);
        assertThat(job.progress().sent()).isEqualTo(30);
        assertThat(world.times())
                .hasSize(30)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        assertThat(world.sent).allSatisfy(each -> {
            assertThat(each.topic()).isEqualTo("orders-g-retry-1");
            assertThat(RetryHeaderCodec.decode(each.headers(), 0).toString()).contains("attempt=1,");
            assertThat(RetryHeaderCodec.origin(each.headers()).topic()).isEqualTo("orders");
            assertThat(RetryHeaderCodec.failureType(each.headers())).isNull();
            assertThat(each.headers().lastHeader("tenant").value()).isEqualTo("a".getBytes(UTF_8));
        });
        assertThat(world.ended).extracting(Redrive::id).containsExactly("job");
    }

    @Test
    void sendsWhatWasSentBeforeOnlyWhenAskedTo() {
        die(10);
        run("first", RedriveSelection.all(World.TOPIC), FAST);

        Redrive second = run("second", RedriveSelection.all(World.TOPIC), FAST);
        Redrive third = run("third", RedriveSelection.all(World.TOPIC), FAST.withAgain(true));

        assertThat(second.progress().sent()).isZero();
        assertThat(second.progress().skipped()).containsEntry("done", 10L);
        assertThat(third.progress().sent()).isEqualTo(10);
        assertThat(instance.book.resolved(0, 0, 100).values()).containsExactly(10L);
    }

    @Test
    void sendsOnlyWhatIsMeantAndNotMoreThanTheMaximum() {
        world.die(0, "x.A");
        world.die(0, "x.B");
        world.die(1, "x.A");
        world.die(1, "x.A");

        run(
                "group",
                RedriveSelection.group(World.TOPIC, new FailureCause("x.A", null).fingerprint()),
                FAST.withMaximum(2L));
        assertThat(world.sent).hasSize(2);
        run("ids", RedriveSelection.records(World.TOPIC, List.of("0:1")), FAST);
        assertThat(world.times()).hasSize(3).containsKey("0:1");
        Redrive rest = run(
                "filter",
                RedriveSelection.matching(World.TOPIC, DeadLetterFilter.of(Map.of("exception", "x.a"))),
                FAST);

        assertThat(rest.progress().sent()).isEqualTo(1);
        assertThat(rest.progress().skipped()).containsEntry("done", 2L);
        assertThat(world.times()).hasSize(4);
    }

    @Test
    void stopsWhenItsCanaryFailsAgain() {
        die(30);
        world.outcomes = snapshot -> new RedriveOutcome(3, 1, false);

        Redrive job = run("job", RedriveSelection.all(World.TOPIC), FAST.withCanary(5));

        assertThat(job.state()).isEqualTo(RedriveState.STOPPED);
        assertThat(job.message()).isEqualTo("1 of the first 5 records have failed again");
        assertThat(world.sent).hasSize(5);
    }

    @Test
    void sendsTheOthersOnceItsCanaryWasProcessed() {
        die(30);
        world.outcomes = snapshot -> {
            assertThat(world.sent).hasSize(snapshot.state() == RedriveState.CANARY ? 5 : 30);
            return new RedriveOutcome(Math.min(world.sent.size(), 1 + (world.nowMs - 1_000_000) / 500), 0, false);
        };

        Redrive job = run("job", RedriveSelection.all(World.TOPIC), FAST.withCanary(5));

        assertThat(job.state()).isEqualTo(RedriveState.COMPLETED);
        assertThat(world.times()).hasSize(30);
    }

    @Test
    void keepsToItsRate() {
        die(200);
        long startedMs = world.nowMs;

        run("job", RedriveSelection.all(World.TOPIC), RedriveOptions.DEFAULT.withRate(50));

        assertThat(world.nowMs - startedMs).isBetween(3_500L, 6_000L);
    }

    @Test
    void pausesResumesChangesItsRateAndEnds() {
        die(100);
        request("job", RedriveSelection.all(World.TOPIC), RedriveOptions.DEFAULT.withRate(5));
        steps(20);
        assertThat(instance.book.active().state()).isEqualTo(RedriveState.RUNNING);

        change("job", RedriveChange.pause().by("alice", "lunch"));
        steps(5);
        int paused = world.sent.size();
        steps(20);
        assertThat(world.sent).hasSize(paused);
        assertThat(instance.book.find("job").shown().message()).isEqualTo("paused by alice: lunch");

        change("job", RedriveChange.resume());
        change("job", RedriveChange.rate(10));
        steps(20);
        assertThat(world.sent).hasSizeGreaterThan(paused);
        assertThat(instance.book.find("job").shown().rate()).isEqualTo(10);

        change("job", RedriveChange.cancel());
        change("job", RedriveChange.resume());
        steps(5);
        assertThat(instance.book.find("job").state()).isEqualTo(RedriveState.CANCELLED);
        assertThat(world.times().values()).allMatch(times -> times == 1);
    }

    @Test
    void refusesASecondJobWhileOneRuns() {
        die(10);
        request("one", RedriveSelection.all(World.TOPIC), RedriveOptions.DEFAULT.withRate(1));
        steps(5);

        Redrive second = run("two", RedriveSelection.all(World.TOPIC), FAST);

        assertThat(second.state()).isEqualTo(RedriveState.REFUSED);
        assertThat(second.message()).isEqualTo("job one was running");
        assertThat(instance.book.active().id()).isEqualTo("one");
    }

    @Test
    void leavesOutARecordThatNoTopicTakesAndNoOther() {
        die(40);
        world.tooLarge = record -> Arrays.equals(record.value(), "0:7".getBytes(UTF_8));

        Redrive job = run("job", RedriveSelection.all(World.TOPIC), FAST);

        assertThat(job.state()).isEqualTo(RedriveState.COMPLETED);
        assertThat(job.progress().skipped()).containsExactly(Map.entry("too-large", 1L));
        assertThat(world.times()).hasSize(39).doesNotContainKey("0:7");
        assertThat(instance.book.isDone(0, 7)).isFalse();
    }

    @Test
    void sendsTheNeighboursOfARecordThatNoTopicTakesOnceAlsoWithoutTransactions() {
        // given
        World plain = new World(false, 1);
        for (int i = 0; i < 40; i++) {
            plain.die(0, "x.A");
        }
        plain.tooLarge = record -> Arrays.equals(record.value(), "0:0".getBytes(UTF_8));
        plain.request(new JobRequest("job", RedriveSelection.all(World.TOPIC), FAST, plain.instant()));
        World.Instance only = plain.new Instance("only", Duration.ZERO);

        // when
        for (int i = 0; i < 1_000 && plain.ended.isEmpty(); i++) {
            only.step();
        }

        // then
        assertThat(plain.ended).singleElement().satisfies(job -> {
            assertThat(job.progress().sent()).isEqualTo(39);
            assertThat(job.progress().skipped()).containsExactly(Map.entry("too-large", 1L));
        });
        assertThat(plain.times())
                .hasSize(39)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void failsWhereItMayNotReadOrWrite() {
        die(3);
        world.denied = record -> true;

        Redrive unwritten = run("unwritten", RedriveSelection.all(World.TOPIC), FAST);
        world.unreadable = true;
        Redrive unread = run("unread", RedriveSelection.all(World.TOPIC), FAST);

        assertThat(List.of(unwritten, unread)).allSatisfy(job -> {
            assertThat(job.state()).isEqualTo(RedriveState.FAILED);
            assertThat(job.message()).contains("may not be read or written");
            assertThat(job.progress().sent()).isZero();
        });
    }

    @Test
    void endsWhatItCannotBegin() {
        // given
        die(3);
        world.unreadable = true;
        request("job", RedriveSelection.all(World.TOPIC), FAST);

        // when
        change("job", RedriveChange.cancel());
        steps(200);

        // then
        assertThat(world.ended).extracting(Redrive::state).containsExactly(RedriveState.CANCELLED);
    }

    @Test
    void leavesOutWhatCameBackTooOften() {
        die(1);
        for (int times = 1; times <= 3; times++) {
            run("job-" + times, RedriveSelection.all(World.TOPIC), FAST);
            world.dieAgain(world.sent.get(world.sent.size() - 1));
        }

        Redrive fourth = run("job-4", RedriveSelection.all(World.TOPIC), FAST);
        Redrive allowed = run("job-5", RedriveSelection.all(World.TOPIC), FAST.withMostRedrives(4));

        assertThat(fourth.progress().skipped()).containsEntry("loop", 1L);
        assertThat(fourth.progress().sent()).isZero();
        assertThat(allowed.progress().sent()).isEqualTo(1);
    }

    @Test
    void leavesOutWhatIsArchivedUnlessItIsAskedFor() {
        // given
        die(5);
        List<JobBook.Done> letters = List.of(
                new JobBook.Done(0, 1, new FailureCause("x.A", null).fingerprint()),
                new JobBook.Done(0, 3, new FailureCause("x.A", null).fingerprint()));
        world.note(instance.book.decided(
                new ArchiveDecision("d", true, 2, Map.of(), "alice", null, Instant.EPOCH), letters, Map.of(0, 0L)));

        // when
        Redrive without = run("without", RedriveSelection.all(World.TOPIC), FAST);
        Redrive with = run("with", RedriveSelection.all(World.TOPIC), FAST.withArchived(true));

        // then
        assertThat(without.progress().sent()).isEqualTo(3);
        assertThat(without.progress().skipped()).containsOnly(Map.entry("archived", 2L));
        assertThat(with.progress().sent()).isEqualTo(2);
        assertThat(world.times()).hasSize(5);
    }

    @Test
    void sendsARecordBackAsItWasEditedAndForgetsTheContentsThen() {
        // given
        die(3);
        RedriveEdit edit = RedriveEdit.NONE
                .withKey("new".getBytes(UTF_8))
                .withValue("better".getBytes(UTF_8))
                .withHeader("tenant", null)
                .withHeader("why", "INC-7".getBytes(UTF_8));

        // when
        Redrive job = run("job", RedriveSelection.records(World.TOPIC, List.of("0:1")), FAST.withEdit(edit));

        // then
        assertThat(job.progress().sent()).isEqualTo(1);
        assertThat(world.sent).singleElement().satisfies(sent -> {
            assertThat(sent.key()).isEqualTo("new".getBytes(UTF_8));
            assertThat(sent.value()).isEqualTo("better".getBytes(UTF_8));
            assertThat(sent.partition()).isNull();
            assertThat(sent.headers().lastHeader("tenant")).isNull();
            assertThat(sent.headers().lastHeader("why").value()).isEqualTo("INC-7".getBytes(UTF_8));
            assertThat(sent.headers().lastHeader("kafka_original-offset")).isNotNull();
            assertThat(sent.headers().lastHeader("kafka_exception-cause-fqcn")).isNull();
        });
        assertThat(instance.book.isDone(0, 1)).isTrue();
        RedriveEdit left = instance.book.find("job").request().options().edit();
        assertThat(left).isEqualTo(edit.forgotten());
        assertThat(left.parts().values()).containsOnly("?");
        assertThat(left.parts().keySet()).isEqualTo(edit.parts().keySet());
    }

    @Test
    void doesNotBeginWhatCannotBe() {
        die(1);

        Redrive job = run("job", RedriveSelection.all(World.TOPIC), FAST.withTarget(RedriveTarget.topic("elsewhere")));

        assertThat(job.state()).isEqualTo(RedriveState.FAILED);
        assertThat(job.message()).contains("elsewhere is no target");
    }

    @Test
    void goesOnWhereAnotherInstanceDied() {
        die(100);
        world.request(new JobRequest(
                "job", RedriveSelection.all(World.TOPIC), RedriveOptions.DEFAULT.withRate(20), world.instant()));
        instance.runner.atOnce();
        steps(20);
        assertThat(world.sent).hasSizeBetween(1, 99);

        World.Instance other = world.new Instance("two", Duration.ofSeconds(1));
        for (int i = 0; i < 1_000 && world.ended.isEmpty(); i++) {
            other.step();
        }

        assertThat(world.ended).singleElement().satisfies(job -> {
            assertThat(job.progress().sent()).isEqualTo(100);
            assertThat(job.run().instance()).isEqualTo("two");
        });
        assertThat(world.times())
                .hasSize(100)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void goesOnSoonerWhereAnotherInstanceEndedInGoodOrder() {
        die(100);
        request("job", RedriveSelection.all(World.TOPIC), RedriveOptions.DEFAULT.withRate(20));
        steps(20);
        instance.runner.leave();
        long leftMs = world.nowMs;

        World.Instance other = world.new Instance("two", Duration.ofSeconds(1));
        while (world.nowMs < leftMs + 4_000) {
            other.step();
        }

        assertThat(other.book.find("job").shown().run().instance()).isEqualTo("two");
        assertThat(world.times().values()).allMatch(times -> times == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void losesNothingAndWithTransactionsRepeatsNothingWhereverInstancesDie(boolean transactions) {
        for (long seed = 0; seed < 60; seed++) {
            sweep(transactions, seed);
        }
    }

    private static void sweep(boolean transactions, long seed) {
        World world = new World(transactions, seed);
        int letters = 1 + world.random.nextInt(300);
        for (int i = 0; i < letters; i++) {
            world.die(world.random.nextInt(3), world.random.nextInt(3) == 0 ? "x.A" : "x.B");
        }
        world.failures = world.random.nextInt(200);
        world.lags = true;
        World.Instance observer = world.new Instance("observer", Duration.ZERO);
        List<World.Instance> instances = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            instances.add(born(world, i));
        }
        int[] asleepUntil = new int[3];
        int jobs = 0;
        int born = 3;
        for (int turn = 0; turn < 20_000 && !(jobs == 3 && isQuiet(observer)); turn++) {
            int who = world.random.nextInt(3);
            if (jobs < 3 && world.random.nextInt(50) == 0 && isQuiet(observer)) {
                jobs++;
                world.request(new JobRequest(
                        "job-" + jobs,
                        jobs == 1
                                ? RedriveSelection.group(World.TOPIC, new FailureCause("x.A", null).fingerprint())
                                : RedriveSelection.all(World.TOPIC),
                        RedriveOptions.DEFAULT
                                .withRate(100 + world.random.nextInt(2_000))
                                .withCanary(jobs == 2 ? 3 : 0),
                        world.instant()));
            }
            if (asleepUntil[who] > turn) {
                world.nowMs += 50;
                continue;
            }
            if (world.random.nextInt(100) == 0) {
                // A long pause of this JVM: others may take over, and it comes back as if nothing had happened.
                asleepUntil[who] = turn + world.random.nextInt(600);
            }
            if (world.random.nextInt(100) == 0) {
                world.compact();
            }
            try {
                instances.get(who).step();
            } catch (World.Crash crash) {
                instances.set(who, born(world, born++));
            }
        }

        Map<String, Integer> times = world.times();
        assertThat(times).as("seed " + seed).hasSize(letters);
        if (transactions) {
            assertThat(times.values()).as("seed " + seed).allMatch(each -> each == 1);
        }
        assertThat(observer.book.jobs())
                .as("seed " + seed)
                .extracting(Job::state)
                .containsOnly(RedriveState.COMPLETED);
        World.Instance last = born(world, born);
        last.catchUp();
        long noted = last.book.jobs().stream()
                .mapToLong(job -> job.shown().progress().sent())
                .sum();
        if (transactions) {
            assertThat(noted).as("seed " + seed).isEqualTo(letters);
            assertThat(last.book.resolved(0, 0, 1_000).values().stream()
                                    .mapToLong(each -> each)
                                    .sum()
                            + last.book.resolved(1, 0, 1_000).values().stream()
                                    .mapToLong(each -> each)
                                    .sum()
                            + last.book.resolved(2, 0, 1_000).values().stream()
                                    .mapToLong(each -> each)
                                    .sum())
                    .isEqualTo(letters);
        }
    }

    private static boolean isQuiet(World.Instance observer) {
        observer.catchUp();
        return observer.book.jobs().stream().allMatch(job -> job.state().isOver());
    }

    private static World.Instance born(World world, int number) {
        World.Instance instance =
                world.new Instance("instance-" + number, Duration.ofMillis(world.random.nextInt(2_000)));
        instance.crashes = world.random.nextInt(100);
        return instance;
    }

    private void die(int records) {
        for (int i = 0; i < records; i++) {
            world.die(0, "x.A");
        }
    }

    private void request(String id, RedriveSelection selection, RedriveOptions options) {
        world.request(new JobRequest(id, selection, options, world.instant()));
        instance.runner.atOnce();
    }

    private void change(String id, RedriveChange change) {
        instance.poll(Duration.ZERO);
        instance.catchUp();
        JobChange last = instance.book.find(id).change();
        world.change(id, JobChange.after(last, change, "change-" + world.random.nextInt(), Instant.EPOCH));
        instance.runner.atOnce();
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            instance.step();
        }
    }

    private Redrive run(String id, RedriveSelection selection, RedriveOptions options) {
        request(id, selection, options);
        for (int i = 0; i < 2_000; i++) {
            instance.step();
            Job job = instance.book.find(id);
            JobSnapshot snapshot = job == null ? null : job.snapshot();
            if (snapshot != null && snapshot.state().isOver()) {
                return job.shown();
            }
        }
        throw new AssertionError("job " + id + " does not end: " + instance.book.find(id));
    }
}
