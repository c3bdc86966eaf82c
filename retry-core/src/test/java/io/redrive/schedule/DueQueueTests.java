package io.redrive.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueQueueTests {

    private static final Comparator<Kept<String>> BY_DUE =
            Comparator.<Kept<String>>comparingLong(Kept::dueAtMs).thenComparingLong(Kept::offset);

    private final DueQueue<String> queue = new DueQueue<>();

    @Test
    void anEmptyQueueHasNothingDue() {
        assertThat(queue.earliestDue()).isEqualTo(DueQueue.NONE);
        assertThat(queue.head()).isNull();
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
        assertThat(queue.bytes()).isZero();
        assertThat(queue.dropSuffix(0)).isEqualTo(DueQueue.NONE);
    }

    @Test
    void tellsHowManyRecordsAreDueWhateverTheirOrder() {
        add(1, 300);
        add(2, 100);
        add(3, 200);
        add(4, 400);

        assertThat(queue.dueBy(99)).isZero();
        assertThat(queue.dueBy(100)).isEqualTo(1);
        assertThat(queue.dueBy(300)).isEqualTo(3);
        assertThat(queue.dueBy(1_000)).isEqualTo(4);
    }

    @Test
    void recordsComeInTheOrderTheyBecomeDueAndTiesByOffset() {
        add(1, 300);
        add(2, 100);
        add(3, 200);
        add(4, 100);
        add(5, 400);

        assertThat(offsets()).containsExactly(2L, 4L, 3L, 1L, 5L);
    }

    @Test
    void lookingAtTheHeadLeavesItThere() {
        add(1, 10);

        assertThat(queue.head()).isSameAs(queue.head());
        assertThat(queue.size()).isOne();
        assertThat(queue.earliestDue()).isEqualTo(10);
    }

    @Test
    void theHighestOffsetsAreDroppedWhateverTheirDueTime() {
        add(1, 900);
        add(2, 100);
        add(3, 800);
        add(4, 50);

        long dropped = queue.dropSuffix(20);

        assertThat(dropped).isEqualTo(3);
        assertThat(queue.bytes()).isEqualTo(20);
        assertThat(offsets()).containsExactly(2L, 1L);
    }

    @Test
    void nothingIsDroppedThatFits() {
        add(1, 1);
        add(2, 2);

        assertThat(queue.dropSuffix(20)).isEqualTo(DueQueue.NONE);
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void theLowestOffsetStaysHoweverLittleFits() {
        add(7, 500);
        add(8, 100);

        assertThat(queue.dropSuffix(0)).isEqualTo(8);
        assertThat(queue.dropSuffix(0)).isEqualTo(DueQueue.NONE);
        assertThat(offsets()).containsExactly(7L);
    }

    @Test
    void noSmallRecordBehindADroppedOneStays() {
        queue.add(new Kept<>(1, 1, 10, "r"));
        queue.add(new Kept<>(2, 2, 100, "r"));
        queue.add(new Kept<>(3, 3, 1, "r"));

        assertThat(queue.dropSuffix(50)).isEqualTo(2);
        assertThat(offsets()).containsExactly(1L);
    }

    @Test
    void theLowestOffsetsAreTakenInTheirOrderWhateverTheirDueTime() {
        add(1, 900);
        add(2, 100);
        add(3, 800);
        add(4, 50);

        assertThat(queue.takeLowest(2)).extracting(Kept::offset).containsExactly(1L, 2L);

        assertThat(queue.bytes()).isEqualTo(20);
        assertThat(queue.takeLowest(0)).isEmpty();
        assertThat(queue.takeLowest(9)).extracting(Kept::offset).containsExactly(3L, 4L);
        assertThat(queue.size()).isZero();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void whatIsSetAsideIsKeptInDueOrderAndOvertaken() {
        add(1, 300);
        add(2, 100);
        add(3, 200);
        add(4, 400);

        queue.setHeadAside();
        queue.setHeadAside();

        assertThat(queue.head()).extracting(Kept::offset).isEqualTo(1L);
        assertThat(queue.headSetAside()).extracting(Kept::offset).isEqualTo(2L);
        assertThat(queue.sizeSetAside()).isEqualTo(2);
        assertThat(queue.size()).isEqualTo(4);
        assertThat(queue.bytes()).isEqualTo(40);
        assertThat(queue.earliestDue()).isEqualTo(100);
        assertThat(queue.dueBy(300)).isEqualTo(3);
        assertThat(queue.pollSetAside()).extracting(Kept::offset).isEqualTo(2L);
        assertThat(queue.pollSetAside()).extracting(Kept::offset).isEqualTo(3L);
        assertThat(queue.pollSetAside()).isNull();
        assertThat(offsets()).containsExactly(1L, 4L);
    }

    @Test
    void droppingHalfOfManyRecordsTakesTimeInProportion() {
        int count = 400_000;
        for (int i = 0; i < count; i++) {
            add(i, 1_000 + i);
        }

        long started = System.nanoTime();
        queue.dropSuffix(count / 2 * 10L);

        assertThat(queue.size()).isEqualTo(count / 2);
        assertThat(System.nanoTime() - started).as("nanoseconds").isLessThan(2_000_000_000L);
    }

    @Test
    void aQueueBehavesLikeASortedListWhateverHappens() {
        Long replay = Long.getLong("sim.seed");
        if (replay != null) {
            compareWithSortedList(replay);
            return;
        }
        for (long seed = 1; seed <= 1_500; seed++) {
            compareWithSortedList(seed);
        }
    }

    private static void compareWithSortedList(long seed) {
        Random random = new Random(seed);
        DueQueue<String> queue = new DueQueue<>();
        List<Kept<String>> model = new ArrayList<>();
        Set<Kept<String>> aside = Collections.newSetFromMap(new IdentityHashMap<>());
        long nextOffset = 0;
        boolean jitter = random.nextBoolean();
        for (int step = 0; step < 80; step++) {
            String at = "seed " + seed + " step " + step;
            switch (random.nextInt(11)) {
                case 0, 1, 2, 3 -> {
                    nextOffset += 1 + random.nextInt(2);
                    Kept<String> record = new Kept<>(
                            jitter ? random.nextInt(20) : nextOffset / 3, nextOffset, random.nextInt(5), "r" + step);
                    queue.add(record);
                    model.add(record);
                }
                case 4, 5 -> {
                    Kept<String> expected = first(model, record -> !aside.contains(record));
                    model.remove(expected);
                    assertThat(queue.poll()).as(at).isSameAs(expected);
                }
                case 6 -> {
                    long limit = random.nextInt(12);
                    long expected = dropSuffix(model, limit);
                    assertThat(queue.dropSuffix(limit)).as(at).isEqualTo(expected);
                    if (expected != DueQueue.NONE) {
                        nextOffset = expected - 1;
                    }
                }
                case 7 -> {
                    model.sort(Comparator.comparingLong(Kept::offset));
                    List<Kept<String>> lowest = model.subList(0, Math.min(model.size(), random.nextInt(4)));
                    assertThat(queue.takeLowest(lowest.size())).as(at).containsExactlyElementsOf(lowest);
                    if (!lowest.isEmpty()) {
                        lowest.clear();
                        aside.clear();
                    }
                }
                case 8 -> {
                    Kept<String> expected = first(model, record -> !aside.contains(record));
                    queue.setHeadAside();
                    if (expected != null) {
                        aside.add(expected);
                    }
                }
                case 9 -> {
                    Kept<String> expected = first(model, aside::contains);
                    model.remove(expected);
                    assertThat(queue.pollSetAside()).as(at).isSameAs(expected);
                }
                default -> {
                    long from = nextOffset - random.nextInt(6);
                    model.removeIf(record -> record.offset() >= from);
                    queue.removeFrom(from);
                }
            }
            compare(queue, model, aside, at);
        }
    }

    private static @Nullable Kept<String> first(List<Kept<String>> model, Predicate<Kept<String>> of) {
        return model.stream().filter(of).min(BY_DUE).orElse(null);
    }

    private static void compare(DueQueue<String> queue, List<Kept<String>> model, Set<Kept<String>> aside, String at) {
        aside.retainAll(Set.copyOf(model));
        assertThat(queue.head()).as(at).isSameAs(first(model, record -> !aside.contains(record)));
        assertThat(queue.headSetAside()).as(at).isSameAs(first(model, aside::contains));
        assertThat(queue.sizeSetAside()).as(at).isEqualTo(aside.size());
        @Nullable Kept<String> earliest = first(model, record -> true);
        assertThat(queue.earliestDue()).as(at).isEqualTo(earliest == null ? DueQueue.NONE : earliest.dueAtMs());
        assertThat(queue.dueBy(10)).as(at).isEqualTo((int)
                model.stream().filter(record -> record.dueAtMs() <= 10).count());
        assertThat(queue.size()).as(at).isEqualTo(model.size());
        assertThat(queue.bytes())
                .as(at)
                .isNotNegative()
                .isEqualTo(model.stream().mapToLong(Kept::bytes).sum());
    }

    private static long dropSuffix(List<Kept<String>> model, long limit) {
        if (model.stream().mapToLong(Kept::bytes).sum() <= limit) {
            return DueQueue.NONE;
        }
        model.sort(Comparator.comparingLong(Kept::offset));
        long left = model.get(0).bytes();
        int keep = 1;
        while (keep < model.size() && left + model.get(keep).bytes() <= limit) {
            left += model.get(keep++).bytes();
        }
        if (keep == model.size()) {
            return DueQueue.NONE;
        }
        long first = model.get(keep).offset();
        model.subList(keep, model.size()).clear();
        return first;
    }

    private void add(long offset, long dueAtMs) {
        queue.add(new Kept<>(dueAtMs, offset, 10, "record"));
    }

    private List<Long> offsets() {
        List<Long> offsets = new ArrayList<>();
        for (Kept<String> next = queue.poll(); next != null; next = queue.poll()) {
            offsets.add(next.offset());
        }
        return offsets;
    }
}
