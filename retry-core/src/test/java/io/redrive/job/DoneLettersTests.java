package io.redrive.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.deadletter.FailureCause;
import io.redrive.deadletter.Fingerprint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DoneLettersTests {

    private static final Fingerprint ONE = new FailureCause("x.One", null).fingerprint();
    private static final Fingerprint OTHER = new FailureCause("x.Other", "x.Y.z").fingerprint();

    @Test
    void knowsAfterItWasWrittenAndReadWhatItKnewBefore() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            DoneLetters read = new DoneLetters();
            Map<Long, Fingerprint> expected = new TreeMap<>();
            for (int portion = 0; portion < 20; portion++) {
                DoneLetters more = new DoneLetters();
                for (int i = random.nextInt(60); i > 0; i--) {
                    long offset = random.nextInt(5 * DoneLetters.BLOCK);
                    Fingerprint fingerprint = random.nextBoolean() ? ONE : OTHER;
                    if (expected.putIfAbsent(offset, fingerprint) == null) {
                        more.add(2, offset, fingerprint);
                    }
                }
                Map<DoneLetters.Place, byte[]> written = new HashMap<>();
                more.places().forEach(place -> written.put(place, read.written(place, more)));
                written.forEach(read::apply);
            }

            long from = random.nextInt(3_000);
            long to = from + random.nextInt(3_000);
            Map<Fingerprint, Long> counts = new HashMap<>();
            expected.forEach((offset, fingerprint) -> {
                assertThat(read.contains(2, offset)).isTrue();
                if (offset >= from && offset < to) {
                    counts.merge(fingerprint, 1L, Long::sum);
                }
            });
            assertThat(read.count(2, from, to)).as("seed " + seed).isEqualTo(counts);
            assertThat(read.count(2, 0, Long.MAX_VALUE).values().stream()
                            .mapToLong(each -> each)
                            .sum())
                    .isEqualTo(expected.size());
        }
    }

    @Test
    void countsOnceWhatIsDoneUnderTwoCauses() {
        // given
        DoneLetters done = new DoneLetters();
        done.add(0, 5, ONE);
        done.add(0, 5, OTHER);
        done.add(0, 6, OTHER);

        // then
        assertThat(done.count(0, 0, 10).values().stream()
                        .mapToLong(each -> each)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void isWrittenAsItAlwaysWas() {
        DoneLetters done = new DoneLetters();
        List.of(1_024L, 1_026L, 1_326L).forEach(offset -> done.add(0, offset, new Fingerprint("00000000000000ff")));

        assertThat(done.written(new DoneLetters.Place(0, 1), new DoneLetters()))
                .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 2, 0xac, 2);
    }

    @Test
    void forgetsABlockThatIsGone() {
        DoneLetters done = new DoneLetters();
        done.add(0, 5, ONE);

        done.apply(new DoneLetters.Place(0, 0), null);
        done.apply(new DoneLetters.Place(1, 0), null);

        assertThat(done.contains(0, 5)).isFalse();
        assertThat(done.places()).isEmpty();
    }
}
