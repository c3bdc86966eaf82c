package io.redrive.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.redrive.deadletter.FailureCause;
import io.redrive.deadletter.FailureGroup;
import io.redrive.deadletter.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CensusTests {

    private static final FailureCause DECLINED = new FailureCause("Declined", "Till.open");
    private static final FailureCause BUSY = new FailureCause("Busy", "Till.open");

    private final Census census = new Census("dlt", Resolutions.NONE);

    @Test
    void countsByCauseOverAllPartitions() {
        // given
        assertThat(census.exist(present(1, Map.of(0, new Offsets(0, 2), 1, new Offsets(10, 12)))))
                .containsExactly(Map.entry(0, new Offsets(0, 2)), Map.entry(1, new Offsets(10, 12)));

        // when
        census.count(0, 0, 100, DECLINED);
        census.count(0, 1, 110, BUSY);
        census.count(1, 10, 90, DECLINED);
        census.count(1, 11, 120, DECLINED);

        // then
        CensusReport report = census.report();
        assertThat(report.uncounted()).isZero();
        assertThat(report.unresolved()).isEqualTo(4);
        assertThat(report.oldest()).isEqualTo(Instant.ofEpochMilli(90));
        assertThat(report.lost()).isZero();
        assertThat(report.groups())
                .extracting(
                        FailureGroup::cause,
                        FailureGroup::count,
                        FailureGroup::firstSeen,
                        FailureGroup::lastSeen,
                        group -> group.sample().id())
                .containsExactly(
                        tuple(DECLINED, 3L, Instant.ofEpochMilli(90), Instant.ofEpochMilli(120), "1:11"),
                        tuple(BUSY, 1L, Instant.ofEpochMilli(110), Instant.ofEpochMilli(110), "0:1"));
        assertThat(report.partitions())
                .containsEntry(0, new CensusReport.OfPartition(2, 0))
                .containsEntry(1, new CensusReport.OfPartition(2, 0));
    }

    @Test
    void saysWhatItHasNotCountedYet() {
        // given
        census.exist(present(1, Map.of(0, new Offsets(0, 100))));

        // when
        census.count(0, 0, 1, DECLINED);

        // then
        assertThat(census.report().uncounted()).isEqualTo(99);
        assertThat(census.exist(present(1, Map.of(0, new Offsets(0, 120))))).containsEntry(0, new Offsets(1, 120));
        assertThat(census.report().uncounted()).isEqualTo(119);
    }

    @Test
    void takesNoNoteOfALookThatIsOutOfDate() {
        // given
        census.exist(present(2, Map.of(0, new Offsets(0, 3), 1, new Offsets(0, 0))));
        census.count(0, 0, 1, DECLINED);
        census.count(0, 1, 2, BUSY);

        // when
        Map<Integer, Offsets> uncounted = census.exist(present(1, Map.of(0, new Offsets(0, 0))));

        // then
        assertThat(uncounted).containsExactly(Map.entry(0, new Offsets(2, 3)));
        assertThat(census.report().unresolved()).isEqualTo(2);
        assertThat(census.report().partitions()).containsOnlyKeys(0, 1);
    }

    @Test
    void doesNotCountOffsetsWithoutRecords() {
        // given
        census.exist(present(1, Map.of(0, new Offsets(0, 10))));
        census.count(0, 0, 1, DECLINED);
        census.count(0, 5, 1, DECLINED);

        // when
        census.readTo(0, 10);

        // then
        assertThat(census.report().unresolved()).isEqualTo(2);
        assertThat(census.report().uncounted()).isZero();
        assertThat(census.exist(present(1, Map.of(0, new Offsets(0, 10))))).isEmpty();
    }

    @Test
    void leavesOutWhatIsResolved() {
        // given
        Resolved resolved = new Resolved();
        Census some = new Census("dlt", resolved);
        some.exist(present(1, Map.of(0, new Offsets(0, 3))));
        some.count(0, 0, 1, DECLINED);
        some.count(0, 1, 2, BUSY);
        some.count(0, 2, 3, DECLINED);

        // when
        resolved.add(1, BUSY);
        resolved.add(2, DECLINED);

        // then
        assertThat(some.report().unresolved()).isEqualTo(1);
        assertThat(some.report().groups())
                .extracting(FailureGroup::cause, FailureGroup::count)
                .containsExactly(tuple(DECLINED, 1L));

        // when
        some.exist(present(1, Map.of(0, new Offsets(3, 3))));

        // then
        assertThat(some.report().lost()).as("of which two were resolved").isEqualTo(1);
    }

    @Test
    void leavesOutWhatIsResolvedOfCausesBeyondTheBound() {
        // given
        Resolved resolved = new Resolved();
        Census some = new Census("dlt", resolved);
        some.exist(present(1, Map.of(0, new Offsets(0, 300))));
        for (int i = 0; i < 300; i++) {
            some.count(0, i, i, new FailureCause("Failure" + i, null));
        }

        // when
        for (int i = 0; i < 250; i++) {
            resolved.add(i, new FailureCause("Failure" + i, null));
        }

        // then
        assertThat(some.report().groups())
                .extracting(FailureGroup::cause, FailureGroup::count)
                .containsExactly(tuple(Census.OTHER, 50L));
        assertThat(some.report().partitions()).containsEntry(0, new CensusReport.OfPartition(50, 0));

        // when
        for (int i = 250; i < 300; i++) {
            resolved.add(i, new FailureCause("Failure" + i, null));
        }

        // then
        assertThat(some.report().unresolved()).isZero();
        assertThat(some.report().oldest()).isNull();

        // when
        some.exist(present(1, Map.of(0, new Offsets(300, 300))));

        // then
        assertThat(some.report().lost()).isZero();
    }

    @Test
    void leavesOutWhatIsResolvedOfACauseThatFoundAPlaceInTheMiddleOfABucket() {
        // given
        Resolved resolved = new Resolved();
        Census some = new Census("dlt", resolved);
        some.exist(present(1, Map.of(0, new Offsets(0, 200), 1, new Offsets(0, 2))));
        for (int i = 0; i < 200; i++) {
            some.count(0, i, i, new FailureCause("Failure" + i, null));
        }
        some.count(1, 0, 1, DECLINED);
        some.exist(present(1, Map.of(0, new Offsets(200, 200), 1, new Offsets(0, 2))));
        some.count(1, 1, 2, DECLINED);
        assertThat(some.report().groups())
                .extracting(FailureGroup::cause)
                .containsExactlyInAnyOrder(Census.OTHER, DECLINED);

        // when
        resolved.add(0, DECLINED);

        // then
        assertThat(some.report().unresolved()).isEqualTo(1);

        // when
        resolved.add(1, DECLINED);

        // then
        assertThat(some.report().unresolved()).isZero();
    }

    @Test
    void isAsOldAsWhatIsUnresolvedAndNotAsWhatIsResolvedBesideIt() {
        // given
        Resolved resolved = new Resolved();
        Census some = new Census("dlt", resolved);
        some.exist(present(1, Map.of(0, new Offsets(0, 501))));
        long today = Duration.ofDays(29).toMillis();
        for (int i = 0; i < 500; i++) {
            some.count(0, i, i, DECLINED);
        }

        // when
        for (int i = 0; i < 500; i++) {
            resolved.add(i, DECLINED);
        }
        some.count(0, 500, today, DECLINED);

        // then
        assertThat(some.report().unresolved()).isEqualTo(1);
        assertThat(some.report().oldest()).isEqualTo(Instant.ofEpochMilli(today));
        assertThat(some.report().groups())
                .extracting(FailureGroup::firstSeen, FailureGroup::lastSeen)
                .containsExactly(tuple(Instant.ofEpochMilli(today), Instant.ofEpochMilli(today)));
        assertThat(some.report(Resolutions.NONE).oldest()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void isAsOldAsTheOldestUnresolvedRecordOfAnyCause() {
        // given
        Resolved resolved = new Resolved();
        Census some = new Census("dlt", resolved);
        some.exist(present(1, Map.of(0, new Offsets(0, 4))));
        some.count(0, 0, 10, DECLINED);
        some.count(0, 1, 20, BUSY);
        some.count(0, 2, 30, DECLINED);
        some.count(0, 3, 40, BUSY);

        // when
        resolved.add(0, DECLINED);

        // then
        assertThat(some.report().groups())
                .extracting(FailureGroup::cause, FailureGroup::firstSeen)
                .containsExactlyInAnyOrder(
                        tuple(BUSY, Instant.ofEpochMilli(20)), tuple(DECLINED, Instant.ofEpochMilli(20)));
        assertThat(some.report().oldest()).isEqualTo(Instant.ofEpochMilli(20));
    }

    /** Whatever is resolved, the oldest is not younger than it is, and older by little beside what the log covers. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void isAsOldAsTheOldestUnresolvedRecordOfALongLogOrALittleOlder(long seed) {
        // given
        Random random = new Random(seed);
        Resolved resolved = new Resolved();
        Census some = new Census("dlt", resolved);
        int records = 20_000;
        some.exist(present(1, Map.of(0, new Offsets(0, records))));
        long[] times = new long[records];
        for (int i = 0; i < records; i++) {
            long pause = random.nextInt(500) == 0 ? 100_000 : 100;
            times[i] = (i == 0 ? 0 : times[i - 1]) + random.nextLong(pause);
            some.count(0, i, times[i], DECLINED);
        }
        long covers = times[records - 1];

        for (int first = 0; first < records; first += 1 + random.nextInt(4_000)) {
            // when
            resolved.clear();
            for (int i = 0; i < records; i++) {
                if (i < first || (i > first && random.nextInt(2) == 0)) {
                    resolved.add(i, DECLINED);
                }
            }

            // then
            long oldest = Objects.requireNonNull(some.report().oldest()).toEpochMilli();
            assertThat(oldest).isBetween(Math.max(0, times[first] - covers / 100), times[first]);
            if (first < 1_000) {
                assertThat(oldest).as("in the first bucket").isEqualTo(times[first]);
            }
        }
    }

    @Test
    void countsAsLostWhatWasDeletedBeforeItWasCounted() {
        // given
        census.exist(present(1, Map.of(0, new Offsets(0, 10))));

        // when
        assertThat(census.exist(present(1, Map.of(0, new Offsets(4, 10))))).containsEntry(0, new Offsets(4, 10));

        // then
        assertThat(census.report().lost()).isEqualTo(4);
    }

    @Test
    void beginsAnewWithATopicThatWasMadeAnew() {
        // given
        census.exist(new Present(1, "", Map.of(0, new Offsets(0, 50))));
        for (long offset = 0; offset < 50; offset++) {
            census.count(0, offset, offset, DECLINED);
        }

        // when
        census.exist(new Present(2, "", Map.of(0, new Offsets(0, 5))));

        // then
        assertThat(census.report().unresolved()).isZero();
        assertThat(census.report().uncounted()).isEqualTo(5);
    }

    @Test
    void countsWhatIsDeletedOnceHoweverOldALookIs() {
        // given
        census.exist(present(1, Map.of(0, new Offsets(0, 100))));
        census.deletedBelow(0, 150);

        // when
        Map<Integer, Offsets> uncounted = census.exist(present(1, Map.of(0, new Offsets(0, 100))));

        // then
        assertThat(uncounted).isEmpty();
        assertThat(census.report().lost()).isEqualTo(150);
    }

    @Test
    void boundsTheNumberOfCauses() {
        // given
        census.exist(present(1, Map.of(0, new Offsets(0, 1_000))));

        // when
        for (int i = 0; i < 1_000; i++) {
            census.count(0, i, i, new FailureCause("Failure" + i, null));
        }

        // then
        assertThat(census.report().groups()).hasSize(201);
        assertThat(census.report().groups().get(0).cause()).isEqualTo(Census.OTHER);
        assertThat(census.report().groups().get(0).count()).isEqualTo(800);
        assertThat(census.report().unresolved()).isEqualTo(1_000);
    }

    @Test
    void newCausesTakeThePlaceOfThoseThatAreGone() {
        // given
        census.exist(present(1, Map.of(0, new Offsets(0, 1_000))));
        for (int i = 0; i < 1_000; i++) {
            census.count(0, i, i, new FailureCause("Failure" + i, null));
        }

        // when
        census.exist(present(1, Map.of(0, new Offsets(1_000, 1_001))));
        census.count(0, 1_000, 5, DECLINED);

        // then
        assertThat(census.report().groups()).extracting(FailureGroup::cause).containsExactly(DECLINED);
    }

    /** Whatever is written, read in parts, and deleted: the census is what one would count by hand. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void isWhatOneWouldCountByHand(long seed) {
        Random random = new Random(seed);
        TreeMap<Long, FailureCause> log = new TreeMap<>();
        List<FailureCause> causes = List.of(DECLINED, BUSY, FailureCause.UNKNOWN);
        long begin = 0;
        long end = 0;
        long deleted = 0;
        for (int round = 0; round < 400; round++) {
            for (int added = random.nextInt(3_000); added > 0; added--) {
                end += random.nextInt(10) == 0 ? 2 : 1;
                log.put(end - 1, causes.get(random.nextInt(3)));
            }
            if (random.nextInt(4) == 0) {
                begin += (long) ((end - begin) * random.nextDouble() * random.nextDouble());
                deleted += log.headMap(begin).size();
                log.headMap(begin).clear();
            }
            readSome(census.exist(present(1, Map.of(0, new Offsets(begin, end)))), log, random);

            CensusReport report = census.report();
            assertThat(report.unresolved() + report.uncounted()).isGreaterThanOrEqualTo(log.size());
        }
        while (census.report().uncounted() > 0) {
            readSome(census.exist(present(1, Map.of(0, new Offsets(begin, end)))), log, random);
        }
        Map<FailureCause, Long> byHand = new HashMap<>();
        log.values().forEach(cause -> byHand.merge(cause, 1L, Long::sum));
        Map<FailureCause, Long> counted = new HashMap<>();
        census.report().groups().forEach(group -> counted.put(group.cause(), group.count()));
        assertThat(counted).isEqualTo(byHand);
        assertThat(census.report().lost()).isGreaterThanOrEqualTo(deleted);
    }

    @Test
    void takesOffTheDeletedPartOfABucketExactly() {
        // given
        count(0, 0, 2_500);

        // when
        assertThat(census.exist(present(1, Map.of(0, new Offsets(1_300, 2_500)))))
                .containsEntry(0, new Offsets(1_300, 2_000));
        for (long offset = 1_300; offset < 2_000; offset++) {
            census.count(0, offset, offset, DECLINED);
        }
        census.readTo(0, 2_000);

        // then
        assertThat(census.report().unresolved()).isEqualTo(1_200);
        assertThat(census.report().lost()).isEqualTo(1_300);
        assertThat(census.report().oldest()).isEqualTo(Instant.ofEpochMilli(1_300));
        assertThat(census.exist(present(1, Map.of(0, new Offsets(1_300, 2_500)))))
                .isEmpty();
    }

    @Test
    void remembersLittleOfAMillionRecords() {
        // when
        count(0, 0, 1_000_000);

        // then
        assertThat(census.report().unresolved()).isEqualTo(1_000_000);
        assertThat(census.runs()).isLessThanOrEqualTo(256);
        assertThat(census.steps()).isLessThanOrEqualTo(8_000);
    }

    @Test
    void doesNotTakeForLostWhatWasResolvedWhenThatIsForgotten() {
        // given
        Resolved resolved = new Resolved();
        Census some = new Census("dlt", resolved);
        some.exist(present(1, Map.of(0, new Offsets(0, 4))));
        for (long offset = 0; offset < 4; offset++) {
            some.count(0, offset, offset, DECLINED);
        }
        resolved.add(0, DECLINED);
        resolved.add(1, DECLINED);
        resolved.add(2, DECLINED);
        assertThat(some.report().unresolved()).isEqualTo(1);

        // when
        resolved.clear();
        some.exist(present(2, Map.of(0, new Offsets(4, 4))));

        // then
        assertThat(some.report().lost()).isEqualTo(1);
    }

    @Test
    void countsAsLostWhatIsDeletedWhileItIsBeingCounted() {
        // given
        census.exist(present(1, Map.of(0, new Offsets(0, 30))));
        for (long offset = 0; offset < 5; offset++) {
            census.count(0, offset, offset, DECLINED);
        }

        // when
        census.deletedBelow(0, 20);
        for (long offset = 20; offset < 30; offset++) {
            census.count(0, offset, offset, DECLINED);
        }

        // then
        assertThat(census.report().unresolved()).isEqualTo(10);
        assertThat(census.report().lost()).isEqualTo(20);
        assertThat(census.report().uncounted()).isZero();
    }

    @Test
    void takesOffWhatIsResolvedUnderAnotherCauseThanItIsCountedWith() {
        // given
        Resolved resolved = new Resolved();
        Census some = new Census("dlt", resolved);
        some.exist(present(1, Map.of(0, new Offsets(0, 3))));
        for (long offset = 0; offset < 3; offset++) {
            some.count(0, offset, offset, DECLINED);
        }

        // when
        resolved.add(0, BUSY);
        resolved.add(2, BUSY);

        // then
        assertThat(some.report().unresolved()).isEqualTo(1);
        assertThat(some.report().groups()).extracting(FailureGroup::count).containsExactly(1L);
        assertThat(some.report().oldest()).isEqualTo(Instant.ofEpochMilli(1));
    }

    @Test
    void beginsAnewWithAnotherTopicOfTheSameNameHoweverMuchItHas() {
        // given
        count(0, 0, 3);

        // when
        Map<Integer, Offsets> uncounted = census.exist(new Present(2, "another", Map.of(0, new Offsets(0, 5))));

        // then
        assertThat(uncounted).containsExactly(Map.entry(0, new Offsets(0, 5)));
        assertThat(census.report().unresolved()).isZero();
    }

    @Test
    void countsCausesBeyondTheBoundWithoutLookingThroughAllOthersEachTime() {
        // given
        Census some = new Census("dlt", Resolutions.NONE);
        Map<Integer, Offsets> partitions = new HashMap<>();
        for (int partition = 0; partition < 12; partition++) {
            partitions.put(partition, new Offsets(0, 1_000_000));
        }
        some.exist(present(1, partitions));
        for (int partition = 0; partition < 12; partition++) {
            for (long offset = 0; offset < 100_000; offset++) {
                some.count(partition, offset, offset, new FailureCause("Cause" + offset % 200, null));
            }
        }

        // then
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (long offset = 100_000; offset < 200_000; offset++) {
                some.count(0, offset, offset, new FailureCause("New" + offset, null));
            }
        });
        assertThat(some.report().groups()).anySatisfy(group -> {
            assertThat(group.cause()).isEqualTo(Census.OTHER);
            assertThat(group.count()).isEqualTo(100_000);
        });
    }

    private static Present present(long look, Map<Integer, Offsets> partitions) {
        return new Present(look, "id", partitions);
    }

    private void count(int partition, long from, long to) {
        census.exist(present(1, Map.of(partition, new Offsets(from, to))));
        for (long offset = from; offset < to; offset++) {
            census.count(partition, offset, offset, DECLINED);
        }
        census.readTo(partition, to);
    }

    private void readSome(Map<Integer, Offsets> wanted, SortedMap<Long, FailureCause> log, Random random) {
        wanted.forEach((partition, offsets) -> {
            int budget = random.nextInt(2_000);
            long next = offsets.from();
            for (Map.Entry<Long, FailureCause> each :
                    log.subMap(offsets.from(), offsets.to()).entrySet()) {
                if (budget-- == 0) {
                    census.readTo(partition, next);
                    return;
                }
                census.count(partition, each.getKey(), each.getKey(), each.getValue());
                next = each.getKey() + 1;
            }
            census.readTo(partition, offsets.to());
        });
    }

    /** What is resolved, by offset, whatever the partition. */
    private static final class Resolved implements Resolutions {

        private final SortedMap<Long, FailureCause> offsets = new TreeMap<>();

        void add(long offset, FailureCause cause) {
            offsets.put(offset, cause);
        }

        void clear() {
            offsets.clear();
        }

        @Override
        public Map<Fingerprint, Long> resolved(String topic, int partition, long from, long to) {
            Map<FailureCause, Long> counts = new HashMap<>();
            offsets.subMap(from, to).values().forEach(cause -> counts.merge(cause, 1L, Long::sum));
            Map<Fingerprint, Long> resolved = new HashMap<>();
            counts.forEach((cause, count) -> resolved.put(cause.fingerprint(), count));
            return resolved;
        }
    }
}
