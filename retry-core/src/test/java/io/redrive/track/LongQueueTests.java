package io.redrive.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongQueueTests {

    private final LongQueue queue = new LongQueue();

    @Test
    void valuesComeInTheOrderTheyWereAdded() {
        for (long i = 0; i < 1_000; i++) {
            queue.add(i * 3);
        }

        for (long i = 0; i < 1_000; i++) {
            assertThat(queue.removeFirst()).isEqualTo(i * 3);
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aQueueBehavesLikeAListWhateverHappens() {
        Long replay = Long.getLong("sim.seed");
        for (long seed = replay == null ? 1 : replay; seed <= (replay == null ? 500 : replay); seed++) {
            compareWithList(seed);
        }
    }

    private static void compareWithList(long seed) {
        Random random = new Random(seed);
        LongQueue queue = new LongQueue();
        List<Long> model = new ArrayList<>();
        for (int step = 0; step < 600; step++) {
            long value = random.nextInt(300);
            switch (random.nextInt(step < 300 ? 8 : 20)) {
                case 0 -> {
                    queue.removeAll(value);
                    model.removeIf(each -> each == value);
                }
                case 1 -> {
                    if (random.nextInt(30) == 0) {
                        queue.clear();
                        model.clear();
                    }
                }
                case 2, 3, 4, 5, 6 -> {
                    queue.add(value);
                    model.add(value);
                }
                default -> {
                    if (!model.isEmpty()) {
                        assertThat(queue.removeFirst()).as("seed %d", seed).isEqualTo(model.remove(0));
                    }
                }
            }
            assertThat(queue.isEmpty()).as("seed %d", seed).isEqualTo(model.isEmpty());
            assertThat(queue.contains(value)).as("seed %d", seed).isEqualTo(model.contains(value));
        }
        while (!model.isEmpty()) {
            assertThat(queue.removeFirst()).as("seed %d", seed).isEqualTo(model.remove(0));
        }
        assertThat(queue.isEmpty()).as("seed %d", seed).isTrue();
    }
}
