package io.redrive.campaign.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTests {

    private static final List<Entry> ENTRIES = List.of(
            new Delivery(
                    Delivery.Moment.FAILED,
                    new Place("orders", 3, 17),
                    new Delivery.Subject(5, 2, 99),
                    1_000,
                    new Time(1_001, -7)),
            new Ownership(Ownership.Change.LOST, List.of("orders-1", "orders-2"), 5),
            new Ownership(Ownership.Change.ASSIGNED, List.of(), 6),
            new Parked(new Place("orders", 1, 2), 3),
            new Sample(1, 2, 3, "UP", new Sample.Lines(4, 5), new Sample.Missing(6, true)),
            new Acknowledged("1|FAILS|0", new Place("orders", 0, 1), 2, 3),
            new Incident(Incident.Kind.FAULT, "kill instance 1", 1, 2));

    @Test
    void readsWhatItHasWritten(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("journal");
        try (Journal journal = new Journal(file)) {
            ENTRIES.forEach(journal::write);
        }

        assertThat(Journal.read(file)).isEqualTo(ENTRIES);
    }

    @Test
    void leavesOutTheLineThatItsProcessDidNotFinish(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("journal");
        try (Journal journal = new Journal(file)) {
            journal.write(ENTRIES.get(0));
        }
        Files.writeString(file, "Delivery\tBEG", StandardOpenOption.APPEND);

        assertThat(Journal.read(file)).containsExactly(ENTRIES.get(0));
    }
}
