package io.redrive.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redrive.deadletter.FailureCause;
import io.redrive.job.ArchiveDecision;
import io.redrive.job.JobBook;
import io.redrive.scan.ScanBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PurgingTests {

    private static final ScanBudget AMPLE = new ScanBudget(1_000, 1 << 20, Duration.ofSeconds(10));

    private final World world = new World(true, 3);
    private final JobBook book = new JobBook();
    private final Purging purging = new Purging(world.new Instance("one", Duration.ZERO), book);

    @BeforeEach
    void die() {
        for (int i = 0; i < 4; i++) {
            world.die(0, "x.A");
        }
    }

    @Test
    void countsWhatNobodyHasDoneAnythingAbout() {
        book.done(List.of(letter(0), letter(2))).forEach(book::apply);
        book.decided(
                        new ArchiveDecision("d", true, 2, Map.of(), "alice", null, Instant.EPOCH),
                        List.of(letter(1), letter(2)),
                        Map.of(0, 0L))
                .forEach(book::apply);

        // The world reads as much of it as it likes at a time.
        PurgePlan two = purging.plan(World.TOPIC, 0, 1, AMPLE);

        assertThat(two).isEqualTo(new PurgePlan(World.TOPIC, 0, 0, 1, 1, 0, two.complete()));
        assertThat(purging.plan(World.TOPIC, 0, 0, AMPLE))
                .isEqualTo(new PurgePlan(World.TOPIC, 0, 0, 0, 0, 0, true))
                .matches(PurgePlan::isEmpty);
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> purging.plan(World.TOPIC, 3, 1, AMPLE))
                .withMessageContaining("has no partition 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> purging.plan(World.TOPIC, 0, 5, AMPLE))
                .withMessageContaining("not be above 4");
    }

    private static JobBook.Done letter(long offset) {
        return new JobBook.Done(0, offset, new FailureCause("x.A", null).fingerprint());
    }
}
