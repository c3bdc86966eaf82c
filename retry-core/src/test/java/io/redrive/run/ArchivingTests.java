package io.redrive.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.census.Offsets;
import io.redrive.deadletter.DeadLetter;
import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.deadletter.FailureCause;
import io.redrive.header.ApplicationFrames;
import io.redrive.header.DeadLetterReader;
import io.redrive.job.ArchiveDecision;
import io.redrive.job.JobBook;
import io.redrive.redrive.RedriveSelection;
import io.redrive.scan.Page;
import io.redrive.scan.Progress;
import io.redrive.scan.ScanEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchivingTests {

    private static final RedriveSelection GROUP =
            RedriveSelection.group(World.TOPIC, new FailureCause("x.A", null).fingerprint());

    private final World world = new World(true, 1);
    private final JobBook book = new JobBook();
    private UnaryOperator<DeadLetter> shown = UnaryOperator.identity();

    @BeforeEach
    void die() {
        for (String type : List.of("x.A", "x.B", "x.A", "x.A")) {
            world.die(0, type);
        }
    }

    @Test
    void archivesWhatIsMeantAndNeitherArchivedNorRedriven() {
        // given
        book.done(List.of(letter(2))).forEach(book::apply);
        decide(archiving(RedriveSelection.records(World.TOPIC, List.of("0:3")), true));

        // when
        ArchiveResult result = decide(archiving(GROUP, true));

        // then
        assertThat(result.changed()).isEqualTo(1);
        assertThat(result.sample()).containsExactly("0:0");
        assertThat(result.skipped()).containsOnly(Map.entry("archived", 1L), Map.entry("done", 1L));
        assertThat(book.archived(0, 0, 10)).isEqualTo(2);
        assertThat(book.decisions())
                .extracting(ArchiveDecision::selection)
                .contains(Map.of("ids", "0:3"), GROUP.filter().parts());
    }

    @Test
    void bringsBackWhatIsArchived() {
        // given
        decide(archiving(GROUP, true));

        // when
        ArchiveResult result = decide(archiving(RedriveSelection.all(World.TOPIC), false));

        // then
        assertThat(result.changed()).isEqualTo(3);
        assertThat(result.skipped()).containsOnly(Map.entry("not-archived", 1L));
        assertThat(book.archived(0, 0, 10)).isZero();
        assertThat(book.resolved(0, 0, 10)).isEmpty();
    }

    @Test
    void doesNotFindWhatIsNotShown() {
        // given
        RedriveSelection selection =
                new RedriveSelection(World.TOPIC, DeadLetterFilter.of(Map.of("text", "0:1")), Set.of());

        // when
        int found = archiving(selection, true).changed().size();
        shown = World::withoutPayload;

        // then
        assertThat(found).isEqualTo(1);
        assertThat(archiving(selection, true).changed()).isEmpty();
    }

    private Archiving archiving(RedriveSelection selection, boolean archives) {
        Archiving archiving = new Archiving(
                new ArchiveRequest(selection, archives, null, false, "alice", "INC-7", shown),
                book,
                new DeadLetterReader(ApplicationFrames.GUESSED));
        world.dead.get(0).forEach(record -> assertThat(archiving.test(record)).isTrue());
        return archiving;
    }

    private ArchiveResult decide(Archiving archiving) {
        ArchiveDecision decision = archiving.decision("d" + book.decisions().size(), Instant.EPOCH);
        book.decided(decision, archiving.changed(), Map.of(0, 0L)).forEach(book::apply);
        return archiving.result(new Page(
                List.of(), "", new Progress(Map.of(0, new Offsets(4, 4)), 4, 0, Duration.ZERO, ScanEnd.COMPLETE)));
    }

    private JobBook.Done letter(long offset) {
        return new JobBook.Done(0, offset, new FailureCause("x.A", null).fingerprint());
    }
}
