package io.redrive.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Lets many ledgers live through random histories and compares each with a naive model. {@code -Dsim.seed=...} replays one
 * history, {@code -Dsim.histories=...} sets how many there are.
 */
class PartitionLedgerSweepTests {

    @Test
    void aLedgerAgreesWithTheModelThroughShortHistories() {
        sweep(1, Integer.getInteger("sim.histories", 5_000), 60, 150);
    }

    @Test
    void aLedgerAgreesWithTheModelThroughLongHistories() {
        sweep(1_000_000, 20, 4_000, 12_000);
    }

    private static void sweep(long firstSeed, int histories, int records, int steps) {
        Long replay = Long.getLong("sim.seed");
        if (replay != null) {
            new History(replay, records, steps).run();
            return;
        }
        for (long seed = firstSeed; seed < firstSeed + histories; seed++) {
            try {
                new History(seed, records, steps).run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("replay with -Dsim.seed=" + seed, failure);
            }
        }
    }

    private enum State {
        KEPT,
        DELIVERED,
        DETACHED,
        SETTLED
    }

    private static final class History {

        private final Random random;
        private final int steps;
        private final int stepsBetweenChecks;
        private final boolean mostlyForwards;
        /** The offsets that exist. */
        private final TreeSet<Long> log = new TreeSet<>();

        private PartitionLedger ledger;
        /** What is known of an offset; nothing when it is still, or again, to be fetched. */
        private final Map<Long, State> states = new HashMap<>();

        private final TreeSet<Long> inMemory = new TreeSet<>();
        private final List<Long> deliveries = new ArrayList<>();
        private final Set<Long> begun = new HashSet<>();
        private long lastBegun = -1;
        private long lastEnded = -1;
        /** From here on, nothing may be passed that is not settled. */
        private long start;

        private long next;
        private long position;
        private String last = "";

        History(long seed, int records, int steps) {
            this.random = new Random(seed);
            this.steps = steps;
            this.stepsBetweenChecks = records > 1_000 ? 400 : random.nextBoolean() ? 1 : 6;
            this.mostlyForwards = random.nextInt(3) == 0;
            int mostGap = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(4);
            boolean huge = random.nextInt(20) == 0;
            long offset = random.nextInt(3);
            for (int i = 0; i < records; i++) {
                log.add(offset);
                offset += 1 + random.nextInt(mostGap) + (huge ? random.nextLong(1L << random.nextInt(1, 45)) : 0);
            }
            start = random.nextBoolean() ? 0 : -1;
            next = start;
            position = start;
            ledger = new PartitionLedger(start, new SettledBeyond());
        }

        void run() {
            for (int step = 0; step < steps; step++) {
                step();
                if (random.nextInt(stepsBetweenChecks) == 0) {
                    check();
                }
            }
            settleEverything();
        }

        private void step() {
            int kind = random.nextInt(100);
            if (kind < 34) {
                fetch();
            } else if (kind < 56) {
                deliver();
            } else if (kind < 64) {
                end();
            } else if (kind < (mostlyForwards ? 66 : 72)) {
                release();
            } else if (kind < 84) {
                detach();
            } else if (kind < 94) {
                settle();
            } else if (kind < 95) {
                keepAgain();
            } else if (kind < 97) {
                evict();
            } else if (kind < 98) {
                jump();
            } else if (steps < 1_000 || random.nextInt(100) == 0) {
                switch (random.nextInt(4)) {
                    case 0 -> seekToUnfinished();
                    case 1 -> seekElsewhere();
                    case 2 -> restart();
                    default -> seekToNext();
                }
            }
        }

        private void fetch() {
            Long offset = log.ceiling(position);
            if (offset == null) {
                return;
            }
            last = "fetched " + offset;
            State known = states.get(offset);
            boolean toDeliver = ledger.fetched(offset);
            assertThat(toDeliver)
                    .as("%s, which is %s", last, known)
                    .isEqualTo(known == null || (known == State.KEPT && !inMemory.contains(offset)));
            if (toDeliver) {
                states.put(offset, State.KEPT);
                inMemory.add(offset);
            }
            position = offset + 1;
            next = Math.max(next, position);
        }

        private void deliver() {
            Long offset = random.nextInt(3) == 0 ? any(inMemory) : inMemory.isEmpty() ? null : inMemory.first();
            if (offset != null) {
                last = "delivered " + offset;
                ledger.delivered(offset);
                states.put(offset, State.DELIVERED);
                inMemory.remove(offset);
                deliveries.add(offset);
                begun.remove(offset);
                lastBegun = offset <= lastBegun ? -1 : lastBegun;
                if (random.nextInt(10) > 0) {
                    ledger.begun(offset);
                    begun.add(offset);
                    lastBegun = offset;
                }
            }
        }

        private void end() {
            if (!deliveries.isEmpty()) {
                lastEnded = deliveries.get(random.nextInt(deliveries.size()));
                last = "ended " + lastEnded;
                ledger.ended(lastEnded);
                begun.add(lastEnded);
                lastBegun = lastEnded;
            }
        }

        private void release() {
            long commit = deliveries.isEmpty() || random.nextInt(4) == 0
                    ? random.nextInt(200) - 1
                    : deliveries.get(random.nextInt(deliveries.size())) + 1;
            last = "released " + commit;
            ledger.released(commit);
            long ended = lastEnded;
            if (ended >= 0) {
                releaseUpTo(ended);
                lastEnded = -1;
            }
            if (commit - 1 != ended) {
                releaseUpTo(commit - 1);
            }
        }

        private void releaseUpTo(long offset) {
            int index = deliveries.indexOf(offset);
            if (index >= 0) {
                List<Long> released = deliveries.subList(0, index + 1);
                for (long each : released) {
                    states.replace(each, State.DELIVERED, State.SETTLED);
                }
                released.clear();
            }
        }

        private void detach() {
            Long offset = random.nextInt(5) == 0 ? any(inMemory) : any(State.DELIVERED);
            if (offset != null) {
                last = "detached " + offset;
                ledger.detached(offset);
                states.put(offset, State.DETACHED);
                inMemory.remove(offset);
            }
        }

        private void settle() {
            Long offset = any(State.DETACHED);
            if (offset != null) {
                last = "settled " + offset;
                ledger.settled(offset);
                states.put(offset, State.SETTLED);
            }
        }

        private void keepAgain() {
            Long offset = any(State.DELIVERED);
            if (offset != null) {
                last = "kept again " + offset;
                ledger.keptAgain(offset);
                states.put(offset, State.KEPT);
                inMemory.add(offset);
                deliveries.remove(offset);
            }
        }

        private void evict() {
            Long offset = any(inMemory);
            if (offset != null) {
                last = "evicted from " + offset;
                position = Math.min(position, offset);
                assertThat(ledger.fetchAgainFrom(offset)).as(last).isEqualTo(position);
                inMemory.tailSet(offset, true).clear();
            }
        }

        private void jump() {
            long shortest = 1L + random.nextInt(5);
            last = "jumped " + shortest;
            long to = ledger.jumpOverSettled(shortest);
            if (to >= 0) {
                assertThat(position).as(last).isEqualTo(next);
                assertThat(to - next).as(last).isGreaterThanOrEqualTo(shortest);
                assertThat(log.subSet(next, to)).as(last).allMatch(offset -> states.get(offset) == State.SETTLED);
                next = to;
                position = to;
            }
        }

        private void seekToUnfinished() {
            Long offset = random.nextBoolean() ? any(State.DELIVERED) : any(State.KEPT);
            if (offset == null) {
                return;
            }
            last = "sought unfinished " + offset;
            position = Math.min(position, offset);
            assertThat(ledger.sought(offset)).as(last).isEqualTo(position);
            states.entrySet()
                    .removeIf(each -> each.getKey() >= offset
                            && (each.getValue() == State.KEPT || each.getValue() == State.DELIVERED));
            inMemory.tailSet(offset, true).clear();
            deliveries.removeIf(each -> !states.containsKey(each));
            lastEnded = -1;
            lastBegun = -1;
            next = offset;
        }

        private void seekToNext() {
            last = "sought next " + next;
            assertThat(ledger.sought(next)).as(last).isEqualTo(position);
            lastEnded = -1;
            lastBegun = -1;
        }

        private void seekElsewhere() {
            long offset = random.nextInt(5) == 0 ? -1 : any(log) + random.nextInt(3);
            State known = states.get(offset);
            if (offset == next || (known != null && known != State.SETTLED)) {
                return;
            }
            boolean keeps = offset >= 0 && offset < next;
            last = "sought elsewhere " + offset;
            position = keeps ? Math.min(position, offset) : offset;
            assertThat(ledger.sought(offset)).as(last).isEqualTo(position);
            states.entrySet()
                    .removeIf(each -> each.getValue() != State.DETACHED && (!keeps || each.getKey() >= offset));
            inMemory.removeIf(each -> !keeps || each >= offset);
            deliveries.removeIf(each -> !keeps || !states.containsKey(each));
            lastEnded = -1;
            lastBegun = -1;
            start = keeps ? Math.min(start, offset) : offset;
            next = offset;
        }

        private void restart() {
            check();
            long committed = ledger.committable();
            if (committed < 0) {
                return;
            }
            SettledBeyond.Metadata metadata = ledger.metadata();
            last = "restarted at " + committed + " with " + metadata;
            SettledBeyond claimed = SettledBeyond.decode(committed, metadata.text());
            ledger = new PartitionLedger(committed, SettledBeyond.decode(committed, metadata.text()));
            states.entrySet()
                    .removeIf(each -> each.getKey() < committed
                            || each.getValue() != State.SETTLED
                            || (!metadata.complete() && !claimed.contains(each.getKey())));
            inMemory.clear();
            deliveries.clear();
            lastEnded = -1;
            lastBegun = -1;
            start = committed;
            next = committed;
            position = committed;
        }

        /** What a transaction would commit that settles some of the detached records. */
        private void checkCommitWith() {
            Set<Long> settling = new HashSet<>();
            states.forEach((offset, state) -> {
                if (state == State.DETACHED && random.nextInt(3) > 0) {
                    settling.add(offset);
                }
            });
            long lowestOpen = next;
            for (Map.Entry<Long, State> each : states.entrySet()) {
                if (each.getValue() != State.SETTLED && !settling.contains(each.getKey())) {
                    lowestOpen = Math.min(lowestOpen, each.getKey());
                }
            }
            PartitionLedger.Commit commit = ledger.commitWith(settling);
            SettledBeyond claimed =
                    SettledBeyond.decode(commit.offset(), commit.beyond().text());
            if (commit.offset() != lowestOpen) {
                throw new AssertionError(
                        "commit with %s is %s instead of %d after %s".formatted(settling, commit, lowestOpen, last));
            }
            for (long offset : log.tailSet(commit.offset(), true)) {
                boolean settled = states.get(offset) == State.SETTLED || settling.contains(offset);
                if (claimed.contains(offset) && !settled) {
                    throw new AssertionError(offset + " is not settled with " + settling + " after " + last);
                }
                if (settled && commit.beyond().complete() && !claimed.contains(offset)) {
                    throw new AssertionError(offset + " is settled with " + settling + " after " + last);
                }
            }
        }

        private void check() {
            if (random.nextInt(4) == 0) {
                checkCommitWith();
            }
            long committable = ledger.committable();
            long lowestOpen = next;
            long lowestKept = Long.MAX_VALUE;
            for (Map.Entry<Long, State> each : states.entrySet()) {
                if (each.getValue() != State.SETTLED) {
                    lowestOpen = Math.min(lowestOpen, each.getKey());
                }
                if (each.getValue() == State.KEPT) {
                    lowestKept = Math.min(lowestKept, each.getKey());
                }
            }
            if (committable != lowestOpen || ledger.next() != next || ledger.lowestKept() != lowestKept) {
                throw new AssertionError("committable %d, next %d, lowest kept %d instead of %d, %d, %d after %s"
                        .formatted(
                                committable, ledger.next(), ledger.lowestKept(), lowestOpen, next, lowestKept, last));
            }
            states.forEach((offset, state) -> {
                if (state == State.DELIVERED && offset <= lastBegun) {
                    begun.add(offset);
                }
            });
            assertThat(ledger.hasLeftSome())
                    .as(last)
                    .isEqualTo(states.entrySet().stream()
                            .anyMatch(each -> each.getValue() == State.DELIVERED && !begun.contains(each.getKey())));
            for (long offset : log.subSet(Math.min(start, committable), committable)) {
                State state = states.get(offset);
                if (state != State.SETTLED && (offset >= start || state == State.DETACHED)) {
                    throw new AssertionError(
                            "%d passes %d, which is %s, after %s".formatted(committable, offset, state, last));
                }
            }
            if (committable >= 0) {
                checkMetadata(committable);
            }
        }

        private void checkMetadata(long committable) {
            SettledBeyond.Metadata metadata = ledger.metadata();
            assertThat(metadata.text().length()).as(last).isLessThanOrEqualTo(SettledBeyond.LONGEST_METADATA);
            SettledBeyond claimed = SettledBeyond.decode(committable, metadata.text());
            for (long offset : log.tailSet(committable, true)) {
                boolean settled = states.get(offset) == State.SETTLED;
                boolean said = claimed.contains(offset);
                if (said != settled && (said || metadata.complete())) {
                    throw new AssertionError("metadata for %d says of %d, which is %s: %s, after %s"
                            .formatted(committable, offset, states.get(offset), said, last));
                }
                State state = states.get(offset);
                if (ledger.isUnfinished(offset) != (state == State.KEPT || state == State.DELIVERED)) {
                    throw new AssertionError("%d is %s, after %s".formatted(offset, state, last));
                }
            }
        }

        private void settleEverything() {
            while (log.ceiling(position) != null) {
                fetch();
            }
            last = "everything fetched";
            check();
            for (Long offset = any(State.DELIVERED); offset != null; offset = any(State.DELIVERED)) {
                ledger.keptAgain(offset);
                states.put(offset, State.KEPT);
                inMemory.add(offset);
                deliveries.remove(offset);
            }
            while (!inMemory.isEmpty()) {
                deliver();
                begun.addAll(deliveries);
                deliveries.forEach(ledger::begun);
            }
            while (!deliveries.isEmpty()) {
                lastEnded = -1;
                ledger.ended(-1);
                long commit = deliveries.get(deliveries.size() - 1) + 1;
                ledger.released(commit);
                releaseUpTo(commit - 1);
            }
            for (Long offset = any(State.DETACHED); offset != null; offset = any(State.DETACHED)) {
                settle();
            }
            last = "everything settled";
            check();
            assertThat(ledger.committable()).isEqualTo(next).isGreaterThan(log.last());
            assertThat(ledger.metadata()).isEqualTo(SettledBeyond.Metadata.EMPTY);
        }

        private Long any(State state) {
            List<Long> offsets = new ArrayList<>();
            states.forEach((offset, each) -> {
                if (each == state) {
                    offsets.add(offset);
                }
            });
            return any(offsets);
        }

        /** Returns one of the offsets, or null when there is none. */
        private Long any(Collection<Long> offsets) {
            if (offsets.isEmpty()) {
                return null;
            }
            List<Long> all = new ArrayList<>(offsets);
            return all.get(random.nextInt(all.size()));
        }
    }
}
