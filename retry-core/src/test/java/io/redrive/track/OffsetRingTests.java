package io.redrive.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetRingTests {

    private final OffsetRing ring = new OffsetRing();

    @Test
    void anEmptyRingFindsNothing() {
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.size()).isZero();
        assertThat(ring.indexOf(0)).isNegative();
        assertThat(ring).hasToString("[]");
    }

    @Test
    void offsetsAreFoundWithAndWithoutGaps() {
        for (long offset : new long[] {10, 11, 12, 20, 21, 1_000, Long.MAX_VALUE - 1}) {
            ring.add(offset, (byte) (offset % 3));
        }

        assertThat(ring.indexOf(12)).isEqualTo(2);
        assertThat(ring.indexOf(20)).isEqualTo(3);
        assertThat(ring.indexOf(Long.MAX_VALUE - 1)).isEqualTo(6);
        assertThat(ring.state(5)).isEqualTo((byte) 1);
        for (long missing : new long[] {Long.MIN_VALUE, -1, 9, 13, 22, 999, 1_001, Long.MAX_VALUE}) {
            assertThat(ring.indexOf(missing)).as("%d", missing).isNegative();
        }
        assertThat(ring).hasToString("[10, 11, 12, 20, 21, 1000, 9223372036854775806]");
    }

    @Test
    void aStateCanBeChanged() {
        ring.add(1, (byte) 0);
        ring.add(2, (byte) 0);

        ring.state(1, (byte) 3);

        assertThat(ring.state(0)).isZero();
        assertThat(ring.state(1)).isEqualTo((byte) 3);
    }

    @Test
    void aBurstDoesNotPreventLaterUse() {
        for (int round = 0; round < 2; round++) {
            for (long offset = 0; offset < 200_000; offset++) {
                ring.add(offset, (byte) 1);
            }
            for (long offset = 0; offset < 200_000; offset++) {
                assertThat(ring.offset(0)).isEqualTo(offset);
                ring.removeFirst();
            }
            assertThat(ring.isEmpty()).isTrue();
        }
    }

    @Test
    void aRingBehavesLikeASortedListWhateverHappens() {
        Long replay = Long.getLong("sim.seed");
        for (long seed = replay == null ? 1 : replay; seed <= (replay == null ? 500 : replay); seed++) {
            compareWithList(seed);
        }
    }

    private static void compareWithList(long seed) {
        Random random = new Random(seed);
        OffsetRing ring = new OffsetRing();
        List<Long> offsets = new ArrayList<>();
        List<Byte> states = new ArrayList<>();
        int mostGap = 1 + random.nextInt(4);
        long next = random.nextInt(10);
        for (int step = 0; step < 500; step++) {
            int operation = random.nextInt(10);
            if (operation < 6) {
                next += random.nextInt(mostGap);
                byte state = (byte) random.nextInt(4);
                ring.add(next, state);
                offsets.add(next++);
                states.add(state);
            } else if (operation < 8 && !offsets.isEmpty()) {
                ring.removeFirst();
                offsets.remove(0);
                states.remove(0);
            } else if (operation == 8 && !offsets.isEmpty()) {
                int index = random.nextInt(offsets.size());
                ring.state(index, (byte) 7);
                states.set(index, (byte) 7);
            } else if (random.nextInt(5) == 0) {
                long from = next - random.nextInt(20);
                ring.truncate(from);
                while (!offsets.isEmpty() && offsets.get(offsets.size() - 1) >= from) {
                    offsets.remove(offsets.size() - 1);
                    states.remove(states.size() - 1);
                }
                next = Math.max(from, offsets.isEmpty() ? 0 : offsets.get(offsets.size() - 1) + 1);
            }
            long sought = next - random.nextInt(60);
            assertThat(ring.size()).as("seed %d", seed).isEqualTo(offsets.size());
            int index = offsets.indexOf(sought);
            if (index < 0) {
                assertThat(ring.indexOf(sought)).as("seed %d", seed).isNegative();
            } else {
                assertThat(ring.indexOf(sought)).as("seed %d", seed).isEqualTo(index);
                assertThat(ring.state(index)).as("seed %d", seed).isEqualTo(states.get(index));
            }
        }
        for (int i = 0; i < offsets.size(); i++) {
            assertThat(ring.offset(i)).as("seed %d", seed).isEqualTo(offsets.get(i));
        }
    }
}
