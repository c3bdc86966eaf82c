package io.redrive.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.deadletter.FailureCause;
import io.redrive.deadletter.Fingerprint;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobBookTests {

    private static final Instant NOW = Instant.ofEpochMilli(1_000_000);
    private static final Fingerprint CAUSE = new FailureCause("x.One", null).fingerprint();

    private final JobBook book = new JobBook();

    @Test
    void requestsChangesAndSnapshotsAreReadAsTheyWereWritten() {
        JobRequest request = new JobRequest(
                "a.b-1",
                new RedriveSelection(
                        "orders-dlt",
                        DeadLetterFilter.of(Map.of("text", "ä&b=c d%", "from", "2026-11-21T18:00:00Z")),
                        Set.of("0:1", "2:33")),
                new RedriveOptions(
                        RedriveTarget.topic("elsewhere"),
                        7,
                        12L,
                        3,
                        true,
                        true,
                        RedriveEdit.NONE.withValue(null).withHeader("a=&ä", new byte[] {(byte) 0xff}),
                        5,
                        "a.b-1",
                        "alice & bob",
                        "why=\nwhat"),
                NOW);
        JobChange change = new JobChange("t", RedriveChange.Wanted.PAUSE, 9, "alice", "l'heure", NOW.plusMillis(1));
        JobSnapshot snapshot = snapshot(new Claim(3, "pod", 4), RedriveState.RUNNING);

        assertThat(JobRequest.read("a.b-1", request.written())).isEqualTo(request);
        assertThat(JobChange.read(change.written())).isEqualTo(change);
        assertThat(JobSnapshot.read(snapshot.written())).isEqualTo(snapshot);
    }

    @Test
    void notesOnlyGoForward() {
        JobSnapshot newer = snapshot(new Claim(2, "b", 1), RedriveState.COMPLETED);
        JobSnapshot older = snapshot(new Claim(1, "a", 9), RedriveState.RUNNING);
        request("one", NOW);

        List.of(older, newer, older).forEach(each -> book.apply("job/one", each.written()));

        assertThat(book.find("one").state()).isEqualTo(RedriveState.COMPLETED);
        assertThat(book.claim()).isEqualTo(new Claim(2, "b", 1));
    }

    @Test
    void leavesOutWhatItCannotRead() {
        request("one", NOW);

        List.of("job/one", "request/two", "change/one", "done/x/y", "done/0/1", "other", "job/")
                .forEach(key -> book.apply(key, "nonsense=%zz".getBytes(UTF_8)));

        assertThat(book.jobs()).extracting(Job::id).containsExactly("one");
    }

    @Test
    void needsWorkForWhatIsRequestedRunningChangedOrFollowed() {
        assertThat(book.needsWork(NOW)).isFalse();

        request("one", NOW);
        assertThat(book.needsWork(NOW)).isTrue();

        book.apply(
                "job/one", snapshot(new Claim(1, "a", 1), RedriveState.RUNNING).written());
        assertThat(book.needsWork(NOW)).isTrue();

        book.apply(
                "job/one", snapshot(new Claim(1, "a", 2), RedriveState.PAUSED).written());
        assertThat(book.needsWork(NOW)).isFalse();

        book.apply("change/one", new JobChange("later", RedriveChange.Wanted.RUN, null, "a", null, NOW).written());
        assertThat(book.needsWork(NOW)).isTrue();

        book.apply(
                "job/one",
                snapshot(new Claim(1, "a", 3), RedriveState.COMPLETED).written());
        assertThat(book.needsWork(NOW)).isTrue();
        assertThat(book.needsWork(NOW.plus(JobBook.FOLLOWED).plusSeconds(6))).isFalse();
    }

    @Test
    void nothingIsDoneOfATopicThatWasMadeAnew() {
        book.topicIs("first");
        book.cleaned(Map.of(0, 0L)).forEach(book::apply);
        book.done(List.of(new JobBook.Done(0, 5, CAUSE))).forEach(book::apply);
        assertThat(book.isDone(0, 5)).isTrue();

        book.topicIs("second");
        assertThat(book.isDone(0, 5)).isFalse();
        assertThat(book.resolved(0, 0, 10)).isEmpty();

        book.cleaned(Map.of(0, 0L)).forEach(book::apply);
        assertThat(book.isDone(0, 5)).isFalse();
        book.done(List.of(new JobBook.Done(0, 6, CAUSE))).forEach(book::apply);
        assertThat(book.resolved(0, 0, 10)).containsExactly(Map.entry(CAUSE, 1L));
    }

    @Test
    void forgetsOldJobsAndWhatRetentionHasDeleted() {
        for (int i = 0; i < JobBook.MOST_JOBS + 3; i++) {
            request("job-" + i, NOW.plusSeconds(i));
            book.apply(
                    "job/job-" + i,
                    snapshot(new Claim(1, "a", i), RedriveState.COMPLETED).written());
        }
        book.done(List.of(new JobBook.Done(0, 5, CAUSE), new JobBook.Done(0, 1_100, CAUSE)))
                .forEach(book::apply);

        book.cleaned(Map.of(0, 1_050L)).forEach(book::apply);

        assertThat(book.jobs()).hasSize(JobBook.MOST_JOBS);
        assertThat(book.find("job-0")).isNull();
        assertThat(book.isDone(0, 5)).isFalse();
        assertThat(book.isDone(0, 1_100)).isTrue();
    }

    @Test
    void aLaterChangeKeepsWhatAnEarlierOneWantedAndNothingUndoesACancellation() {
        JobChange paused = JobChange.after(null, RedriveChange.pause(), "1", NOW);
        JobChange slower = JobChange.after(paused, RedriveChange.rate(3), "2", NOW);
        JobChange cancelled = JobChange.after(slower, RedriveChange.cancel(), "3", NOW);

        assertThat(slower.wanted()).isEqualTo(RedriveChange.Wanted.PAUSE);
        assertThat(slower.rate()).isEqualTo(3);
        assertThat(JobChange.after(cancelled, RedriveChange.resume(), "4", NOW).wanted())
                .isEqualTo(RedriveChange.Wanted.CANCEL);
    }

    @Test
    void aLeaseIsDueAfterItsPatienceWithoutSignsOfLifeOrAtOnce() {
        Lease lease = new Lease(Duration.ofSeconds(1));

        assertThat(lease.isDue(false, 0, false, 0)).isFalse();
        assertThat(lease.isDue(true, 0, false, 5_000)).isFalse();
        assertThat(lease.isDue(true, 1, false, 10_999)).isFalse();
        assertThat(lease.isDue(true, 1, false, 21_998)).isFalse();
        assertThat(lease.isDue(true, 1, false, 21_999)).isTrue();
        assertThat(lease.isDue(true, 1, false, 22_000)).as("once in a while").isFalse();
        lease.atOnce(22_000);
        assertThat(lease.isDue(false, 1, false, 22_001)).isFalse();
        assertThat(lease.isDue(true, 1, false, 22_001)).isTrue();
        assertThat(lease.isDue(true, 1, false, 100))
                .as("the clock was set back")
                .isFalse();
        assertThat(lease.isDue(true, 1, true, 1_099)).isFalse();
        assertThat(lease.isDue(true, 1, true, 1_100))
                .as("who was there has left")
                .isTrue();
        lease.atOnce(2_000);
        assertThat(lease.isDue(false, 1, false, 11_900)).isFalse();
        assertThat(lease.isDue(true, 1, false, 12_000))
                .as("what comes so much later was not meant")
                .isFalse();
    }

    @Test
    void aRecordIsFollowedFromTopicToTopic() {
        Tracking tracking = new Tracking();
        Tracking.Letter recovers = new Tracking.Letter(0, 1);
        Tracking.Letter dies = new Tracking.Letter(0, 2);
        tracking.seen(recovers, new Tracking.Place("retry-1", 0, 10));
        tracking.seen(dies, new Tracking.Place("retry-1", 0, 11));
        tracking.settle(Map.of("retry-1:0", 10L));
        assertThat(tracking.outcome(2, true)).isEqualTo(new RedriveOutcome(0, 0, false));

        tracking.seen(recovers, new Tracking.Place("retry-2", 0, 3));
        tracking.settle(Map.of("retry-1:0", 11L));
        assertThat(tracking.outcome(2, true)).isEqualTo(new RedriveOutcome(0, 0, false));

        tracking.settle(Map.of("retry-1:0", 11L, "retry-2:0", 4L));
        assertThat(tracking.outcome(2, true)).isEqualTo(new RedriveOutcome(1, 0, false));

        tracking.dead(dies);
        tracking.seen(dies, new Tracking.Place("retry-1", 0, 11));
        assertThat(tracking.outcome(2, false)).isEqualTo(new RedriveOutcome(1, 1, false));
        assertThat(tracking.outcome(2, true)).isEqualTo(new RedriveOutcome(1, 1, true));
        assertThat(tracking.outcome(3, true).known()).isFalse();
    }

    @Test
    void tellsWhenAJobWillBeDone() {
        request("one", NOW);
        book.apply(
                "job/one", snapshot(new Claim(1, "a", 1), RedriveState.RUNNING).written());

        // 100 records took 5 seconds, and 200 offsets are left.
        assertThat(book.find("one").shown().progress().eta()).isEqualTo(NOW.plusSeconds(5 + 10));
    }

    private void request(String id, Instant at) {
        book.apply(
                "request/" + id,
                new JobRequest(id, RedriveSelection.all("orders-dlt"), RedriveOptions.DEFAULT.withId(id), at)
                        .written());
    }

    private static JobSnapshot snapshot(Claim claim, RedriveState state) {
        return new JobSnapshot(
                claim,
                state,
                RedriveGuarantee.EXACTLY_ONCE,
                Map.of(0, new Offsets(100, 200), 7, new Offsets(0, 100)),
                new JobCounts(100, 90, Map.of("done", 10L)),
                true,
                Map.of("orders-retry:0", 12L),
                new RedriveOutcome(1, 2, false),
                100,
                "token",
                "a message",
                new JobSnapshot.Times(NOW, NOW.plusSeconds(5), state.isOver() ? NOW.plusSeconds(5) : null));
    }
}
