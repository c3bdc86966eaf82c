package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.topic.GroupChange;
import io.redrive.track.SettledBeyond;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OffsetHandoverTests {

    private static final TopicPartition FIRST = new TopicPartition("retry-1", 0);
    private static final TopicPartition SECOND = new TopicPartition("retry-2", 0);

    private static final List<GroupChange> TO_SHARED =
            List.of(new GroupChange("retry-1", "shared", "one"), new GroupChange("retry-2", "shared", "two"));

    @Test
    void goesOnWhereFormerGroupsAreFurtherWithWhatTheyHaveNotedBesides() {
        // given
        OffsetAndMetadata one = new OffsetAndMetadata(7, "noted");
        OffsetAndMetadata two = new OffsetAndMetadata(5);

        // when
        Map<String, Map<TopicPartition, OffsetAndMetadata>> ahead = OffsetHandover.ahead(
                TO_SHARED,
                Map.of(
                        "shared",
                        Map.of(SECOND, new OffsetAndMetadata(4)),
                        "one",
                        Map.of(FIRST, one, SECOND, new OffsetAndMetadata(9)),
                        "two",
                        Map.of(SECOND, two)));

        // then
        assertThat(ahead).containsExactly(Map.entry("shared", Map.of(FIRST, one, SECOND, two)));
    }

    @Test
    void neverGoesBack() {
        assertThat(OffsetHandover.ahead(
                        TO_SHARED,
                        Map.of(
                                "shared",
                                Map.of(FIRST, new OffsetAndMetadata(7), SECOND, new OffsetAndMetadata(5)),
                                "one",
                                Map.of(FIRST, new OffsetAndMetadata(7)),
                                "two",
                                Map.of(SECOND, new OffsetAndMetadata(4)))))
                .isEmpty();
    }

    @Test
    void saysNothingOfGroupsWhoseOffsetsMayNotBeSeen() {
        assertThat(OffsetHandover.ahead(TO_SHARED, Map.of("one", Map.of(FIRST, new OffsetAndMetadata(7)))))
                .isEmpty();
        assertThat(OffsetHandover.ahead(TO_SHARED, Map.of("shared", Map.of()))).isEmpty();
    }

    @Test
    void takesOverWhatIsSettledBehindARecordThatHeldUpBoth() {
        // given
        OffsetAndMetadata own = at(5, 6, 10);
        OffsetAndMetadata former = at(5, 6, 5_000);

        // then
        assertThat(handedOver(own, former)).isEqualTo(at(5, 6, 5_000));
    }

    @Test
    void takesOverWhatIsSettledBehindTheVeryFirstRecord() {
        // given
        OffsetAndMetadata former = at(0, 1, 3_000);

        // then
        assertThat(handedOver(null, former)).isEqualTo(former);
        assertThat(handedOver(new OffsetAndMetadata(0), former)).isEqualTo(former);
    }

    @Test
    void keepsWhatTheOwnGroupHasSettledBehindAFurtherOffset() {
        // given
        OffsetAndMetadata own = at(5, 6, 8, 9, 12, 20, 30);
        OffsetAndMetadata former = at(10, 15, 16);

        // then
        assertThat(handedOver(own, former)).isEqualTo(at(12, 15, 16, 20, 30));
    }

    @Test
    void addsWhatTheFormerGroupHasSettledBehindAnOffsetThatIsFurtherThanItsOwn() {
        // given
        OffsetAndMetadata own = at(10, 15, 16);
        OffsetAndMetadata former = at(5, 6, 8, 20, 30);

        // then
        assertThat(handedOver(own, former)).isEqualTo(at(10, 15, 16, 20, 30));
    }

    @Test
    void movesOnOverWhatTheOtherGroupHasSettledRightBehind() {
        assertThat(handedOver(at(5, 6, 8), at(6))).isEqualTo(at(8));
        assertThat(handedOver(at(8), at(5, 6, 12, 14, 15))).isEqualTo(at(12, 14, 15));
    }

    @Test
    void commitsNothingWhenNothingIsGained() {
        assertThat(handedOver(at(5, 6, 10), at(5, 7, 9))).isNull();
        assertThat(handedOver(at(5, 6, 10), at(2, 3, 5))).isNull();
        assertThat(handedOver(at(5, 6, 10), at(5, 6, 10))).isNull();
        assertThat(handedOver(null, at(0))).isNull();
        assertThat(handedOver(at(5), new OffsetAndMetadata(5, "noted by somebody else")))
                .isNull();
    }

    @Test
    void doesNotGiveUpMoreThanItGainsWhereNotEverythingFits() {
        // given
        OffsetAndMetadata own = at(1, 900_000, 990_000);
        long[] scattered = new long[4_000];
        for (int i = 0; i < scattered.length; i += 2) {
            scattered[i] = 2 + i * 3L;
            scattered[i + 1] = scattered[i] + 1;
        }

        // then
        assertThat(handedOver(own, at(1, scattered))).isNull();
        assertThat(handedOver(at(1), at(1, scattered)))
                .extracting(OffsetAndMetadata::metadata)
                .asString()
                .hasSizeLessThanOrEqualTo(SettledBeyond.LONGEST_METADATA);
    }

    @Test
    void saysThatSettledWhatEitherHasSettledAndNothingElse() {
        Long replay = Long.getLong("sim.seed");
        for (long seed = replay == null ? 1 : replay; seed <= (replay == null ? 2_000 : replay); seed++) {
            // given
            Random random = new Random(seed);
            OffsetAndMetadata own = random.nextInt(8) == 0 ? null : any(random);
            OffsetAndMetadata former = any(random);
            BitSet before = settled(own);
            BitSet either = settled(former);
            either.or(before);

            // when
            OffsetAndMetadata handedOver = handedOver(own, former);

            // then
            assertThat(settled(handedOver == null ? own : handedOver))
                    .as("seed %d: own %s, former %s", seed, own, former)
                    .isEqualTo(either);
            assertThat(handedOver == null)
                    .as("seed %d: own %s, former %s", seed, own, former)
                    .isEqualTo(either.equals(before));
        }
    }

    private static final int END = 200;

    private static OffsetAndMetadata any(Random random) {
        int offset = random.nextInt(4) == 0 ? 0 : random.nextInt(60);
        long[] ranges = random.longs(2L * random.nextInt(8), offset, END)
                .sorted()
                .distinct()
                .toArray();
        return at(offset, ranges);
    }

    private static BitSet settled(@Nullable OffsetAndMetadata committed) {
        BitSet settled = new BitSet();
        if (committed != null) {
            settled.set(0, (int) committed.offset());
            SettledBeyond beyond = SettledBeyond.decode(committed.offset(), committed.metadata());
            for (int offset = 0; offset < END; offset++) {
                if (beyond.contains(offset)) {
                    settled.set(offset);
                }
            }
        }
        return settled;
    }

    private static @Nullable OffsetAndMetadata handedOver(@Nullable OffsetAndMetadata own, OffsetAndMetadata former) {
        Map<TopicPartition, OffsetAndMetadata> shared = new HashMap<>();
        if (own != null) {
            shared.put(FIRST, own);
        }
        return OffsetHandover.ahead(TO_SHARED, Map.of("shared", shared, "one", Map.of(FIRST, former)))
                .getOrDefault("shared", Map.of())
                .get(FIRST);
    }

    /** Returns a committed offset with what is settled beyond it: from here, to there, from here and so on. */
    private static OffsetAndMetadata at(long offset, long... ranges) {
        SettledBeyond beyond = SettledBeyond.decode(offset, null);
        for (int i = 0; i + 1 < ranges.length; i += 2) {
            beyond = beyond.union(SettledBeyond.of(ranges[i], ranges[i + 1]));
        }
        return new OffsetAndMetadata(offset, beyond.encode(offset).text());
    }
}
