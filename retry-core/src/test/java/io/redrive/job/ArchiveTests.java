package io.redrive.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.deadletter.FailureCause;
import io.redrive.deadletter.Fingerprint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchiveTests {

    private static final Fingerprint ONE = new FailureCause("x.One", null).fingerprint();
    private static final Fingerprint OTHER = new FailureCause("x.Other", null).fingerprint();
    private static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    private final JobBook book = new JobBook();
    private final List<Map.Entry<String, byte[]>> log = new ArrayList<>();
    private int decisions;

    @Test
    void theLastDecisionAboutADeadLetterHoldsWhoeverDecidedWhatMeanwhile() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            JobBook behind = new JobBook();
            JobBook all = new JobBook();
            Set<Long> expected = new HashSet<>();
            List<Map.Entry<String, byte[]>> written = new ArrayList<>();
            for (int decision = 0; decision < 40; decision++) {
                boolean archives = random.nextInt(3) > 0;
                List<JobBook.Done> letters = new ArrayList<>();
                for (int i = random.nextInt(30); i > 0; i--) {
                    long offset = random.nextInt(3_000);
                    letters.add(letter(offset));
                    if (archives) {
                        expected.add(offset);
                    } else {
                        expected.remove(offset);
                    }
                }
                // Whoever decides may not have heard of the others.
                behind.decided(decision("d" + decision, archives), letters, Map.of(2, 0L))
                        .forEach((key, value) -> written.add(Map.entry(key, value)));
            }
            written.forEach(each -> all.apply(each.getKey(), each.getValue()));
            // It is read from the beginning once more.
            written.forEach(each -> all.apply(each.getKey(), each.getValue()));

            for (long offset = 0; offset < 3_000; offset++) {
                assertThat(all.isArchived(2, offset)).as("seed " + seed).isEqualTo(expected.contains(offset));
            }
            assertThat(all.archived(2, 0, Long.MAX_VALUE)).isEqualTo(expected.size());
            assertThat(all.resolved(2, 0, 3_000).values().stream()
                            .mapToLong(each -> each)
                            .sum())
                    .isEqualTo(expected.size());
        }
    }

    @Test
    void countsOnceWhatIsDoneWithAndArchived() {
        List<JobBook.Done> done = List.of(letter(4), letter(6), letter(7));
        book.done(done).forEach(book::apply);

        decide(true, List.of(letter(5), letter(6), letter(8)));

        assertThat(book.resolved(2, 0, 10)).containsOnly(Map.entry(ONE, 3L), Map.entry(OTHER, 2L));
        assertThat(book.done(2, 0, 10)).containsOnly(Map.entry(ONE, 2L), Map.entry(OTHER, 1L));
        assertThat(book.isArchived(2, 6)).isTrue();
    }

    @Test
    void isWrittenAsItAlwaysWas() {
        book.topicIs("t-1");

        Map<String, byte[]> written = book.decided(
                decision("a", true),
                List.of(new JobBook.Done(0, 1_026, new Fingerprint("00000000000000ff"))),
                Map.of());

        assertThat(written).containsOnlyKeys("archived/0/1/a", "decision/a");
        assertThat(written.get("archived/0/1/a"))
                .containsExactly(1, 1, 3, 't', '-', '1', 1, 0, 0, 0, 0, 0, 0, 0, 0xff, 1, 2);
        assertThat(new ArrayList<>(written.keySet())).last().isEqualTo("decision/a");
    }

    @Test
    void decisionsAreReadAsTheyWereWritten() {
        ArchiveDecision decision =
                new ArchiveDecision("a", false, 7, Map.of("group", "x=&y"), "alice & bob", "why\nnot", NOW);

        assertThat(ArchiveDecision.read("a", decision.written())).isEqualTo(decision);
    }

    @Test
    void saysNothingOfAnotherTopicOfTheSameName() {
        book.topicIs("first");
        decide(true, List.of(letter(5)));
        assertThat(book.isArchived(2, 5)).isTrue();

        book.topicIs("second");
        assertThat(book.isArchived(2, 5)).isFalse();
        decide(true, List.of(letter(7)));

        assertThat(book.archived(2, 0, 100)).isEqualTo(1);
        assertThat(log).extracting(Map.Entry::getKey).contains("archived/2/0/d0");
        assertThat(log.stream().filter(each -> each.getKey().equals("archived/2/0/d0")))
                .last()
                .extracting(Map.Entry::getValue)
                .isNull();
    }

    @Test
    void forgetsWhatWasDeletedAndOldDecisionsButNotWhatTheyChanged() {
        for (int i = 0; i < Archive.MOST_DECISIONS + 2; i++) {
            decide(true, List.of(letter(i)));
        }
        decide(true, List.of(letter(2 * DoneLetters.BLOCK)));

        assertThat(book.decisions()).hasSize(Archive.MOST_DECISIONS + 1);
        assertThat(book.isArchived(2, 0)).isTrue();

        book.cleaned(Map.of(2, (long) DoneLetters.BLOCK)).forEach(book::apply);

        assertThat(book.decisions()).hasSize(Archive.MOST_DECISIONS);
        assertThat(book.isArchived(2, 0)).isFalse();
        assertThat(book.isArchived(2, 2 * DoneLetters.BLOCK)).isTrue();
    }

    @Test
    void leavesOutWhatItCannotRead() {
        for (String key : List.of("archived/2/0/x", "archived/x", "archived/2/y/z", "decision/q")) {
            book.apply(key, new byte[] {9, 9, 9, 9});
        }

        decide(true, List.of(letter(5)));

        assertThat(book.archived(2, 0, 10)).isEqualTo(1);
    }

    private void decide(boolean archives, List<JobBook.Done> letters) {
        book.decided(decision("d" + decisions, archives), letters, Map.of(2, 0L))
                .forEach((key, value) -> {
                    log.add(new java.util.AbstractMap.SimpleEntry<>(key, value));
                    book.apply(key, value);
                });
        decisions++;
    }

    private static JobBook.Done letter(long offset) {
        return new JobBook.Done(2, offset, offset % 3 == 0 || offset == 4 || offset == 8 ? ONE : OTHER);
    }

    private ArchiveDecision decision(String id, boolean archives) {
        return new ArchiveDecision(id, archives, 1, Map.of(), "alice", null, NOW.plusSeconds(decisions));
    }
}
