package io.redrive.track;

import java.util.Set;
import java.util.TreeSet;

/**
 * What became of the records of one partition during one assignment, and hence which offset may be committed: the one
 * below which every record is settled. A record is open from the moment it is fetched until it was processed and the
 * container asked for its commit, or until its forward was acknowledged.
 *
 * <p>Not thread-safe. One instance per assignment, so that what belongs to an earlier assignment cannot touch a later one.
 */
public final class PartitionLedger {

    private static final byte KEPT = 0;
    /** Kept once more, whatever else of the partition's memory is given up and fetched again. */
    private static final byte KEPT_AGAIN = 1;
    /** Handed to the container, which has not come to it yet. */
    private static final byte DELIVERED = 2;

    private static final byte BEGUN = 3;
    private static final byte DETACHED = 4;
    private static final byte SETTLED = 5;

    /** From how many records on a detached one no longer keeps those behind it in the ring: it may be parked for ever. */
    private static final int CROWDED = 1_024;

    private final OffsetRing ring = new OffsetRing();
    /** Delivered and not released, in the order of delivery, which on retry topics is not the order of offsets. */
    private final LongQueue deliveries = new LongQueue();
    /** Detached offsets that are not in the ring: they still bound the commit. */
    private final TreeSet<Long> detachedElsewhere = new TreeSet<>();
    /** Settled offsets that are not in the ring. */
    private SettledBeyond settledElsewhere;

    private long next;
    /** Where fetching goes on: before {@link #next} while records are fetched again. */
    private long position;

    private long lastEnded = -1;
    private long lastBegun = -1;
    /** How many records of the ring are in each state. */
    private final int[] counts = new int[SETTLED + 1];

    private long highestSettled = -1;

    /**
     * Creates the ledger of a newly assigned partition.
     *
     * @param position offset from which records will be fetched
     * @param settled offsets from there on that are settled already
     */
    public PartitionLedger(long position, SettledBeyond settled) {
        this.next = position;
        this.position = position;
        this.settledElsewhere = settled;
    }

    /**
     * Whether a record fetched now lies before the one that was to come: the log was truncated, or its topic was made anew,
     * and what this ledger knows is about other records.
     */
    public boolean isBehind(long offset) {
        return offset < position;
    }

    /**
     * Notes that nothing can be fetched any more before {@code offset}, and waits for none of it.
     *
     * @return how many offsets it were of which nothing is known: each was a record, unless producers of transactions
     *     have written there
     */
    public long goneBefore(long offset) {
        if (position < 0 || offset <= position) {
            return 0;
        }
        long gone = 0;
        for (int i = 0; i < ring.size() && ring.offset(i) < offset; i++) {
            if (ring.offset(i) >= position && ring.state(i) == KEPT) {
                change(i, SETTLED);
                gone++;
            }
        }
        long unseen = Math.max(position, next);
        if (unseen < offset) {
            gone += offset - unseen - settledElsewhere.count(unseen, offset);
            position = unseen;
            passOver(offset);
        }
        position = offset;
        return gone;
    }

    /** Notes that there never were records from {@link #next} to {@code offset}; not while others are still to be fetched again. */
    public void passOver(long offset) {
        if (position == next && offset > next) {
            // One entry stands for all of them, as for a run that is jumped over.
            add(next, SETTLED);
            next = offset;
            position = offset;
        }
    }

    /** Whether fetching was to go on before an offset. */
    public boolean isBefore(long offset) {
        return position >= 0 && position < offset;
    }

    /** Whether nothing is known of the partition, not even where it begins. */
    public boolean isUntouched() {
        return position < 0 && next < 0 && ring.isEmpty() && detachedElsewhere.isEmpty() && settledElsewhere.isEmpty();
    }

    /** Notes where the first record will be fetched from, if there ever is one. */
    public void beginsAt(long offset) {
        next = offset;
        position = offset;
    }

    /**
     * Notes that a record was fetched. Offsets ascend, except that records whose memory was given up are fetched again.
     *
     * @return whether it is to be delivered: not when it is settled, or on its way to be, already, or kept already
     */
    public boolean fetched(long offset) {
        position = offset + 1;
        if (offset < next) {
            int index = ring.indexOf(offset);
            return index >= 0 && ring.state(index) == KEPT;
        }
        next = offset + 1;
        byte state = KEPT;
        if (!settledElsewhere.isEmpty() && settledElsewhere.contains(offset)) {
            state = SETTLED;
        } else if (!detachedElsewhere.isEmpty() && detachedElsewhere.remove(offset)) {
            state = DETACHED;
        }
        add(offset, state);
        return state == KEPT;
    }

    /**
     * Notes that the memory of the records from {@code offset} on was given up.
     *
     * @return the offset to fetch from: a lower one while records before them are still to be fetched again
     */
    public long fetchAgainFrom(long offset) {
        position = Math.min(position, offset);
        for (int i = ring.size() - 1; counts[KEPT_AGAIN] > 0 && i >= 0 && ring.offset(i) >= offset; i--) {
            if (ring.state(i) == KEPT_AGAIN) {
                change(i, KEPT);
            }
        }
        return position;
    }

    /** Notes that a record was handed to the container. */
    public void delivered(long offset) {
        int index = ring.indexOf(offset);
        if (index >= 0 && ring.state(index) <= KEPT_AGAIN) {
            change(index, DELIVERED);
            deliveries.add(offset);
            if (offset <= lastBegun) {
                // Another poll begins with what was kept.
                lastBegun = -1;
            }
        }
    }

    /** Notes that the container has come to a record. */
    public void begun(long offset) {
        lastBegun = offset;
        int index = ring.indexOf(offset);
        if (index >= 0 && ring.state(index) == DELIVERED) {
            change(index, BEGUN);
        }
    }

    /** Whether the container has left records behind the last one it came to; those before, it has passed over on purpose. */
    public boolean hasLeftSome() {
        for (int i = 0; counts[DELIVERED] > 0 && i < ring.size(); i++) {
            if (ring.state(i) == DELIVERED) {
                if (ring.offset(i) > lastBegun) {
                    return true;
                }
                change(i, BEGUN);
            }
        }
        return false;
    }

    /** Notes that the listener ended, and with it every delivery before this one. */
    public void ended(long offset) {
        begun(offset);
        lastEnded = offset;
    }

    /**
     * Notes that the container wants {@code commit} committed: settled are the records whose listener has ended, and those
     * delivered no later than the one below {@code commit}.
     */
    public void released(long commit) {
        long ended = lastEnded;
        if (ended >= 0) {
            releaseUpTo(ended);
            lastEnded = -1;
        }
        if (ended != commit - 1) {
            releaseUpTo(commit - 1);
        }
    }

    /** Notes that the outcome of a record is no longer the container's business: it is being forwarded, or parked. */
    public void detached(long offset) {
        int index = ring.indexOf(offset);
        if (index >= 0) {
            change(index, DETACHED);
        }
        // No commit of the container may ever come that would release them.
        while (!deliveries.isEmpty() && !isDelivered(deliveries.first())) {
            deliveries.removeFirst();
        }
    }

    private boolean isDelivered(long offset) {
        int index = ring.indexOf(offset);
        return index >= 0 && (ring.state(index) == DELIVERED || ring.state(index) == BEGUN);
    }

    /** Notes that a delivered record is kept once more, to be delivered again. */
    public void keptAgain(long offset) {
        deliveries.removeAll(offset);
        int index = ring.indexOf(offset);
        if (index >= 0) {
            change(index, KEPT_AGAIN);
        }
    }

    /** Notes the durable outcome of a record that was {@link #detached}. */
    public void settled(long offset) {
        if (detachedElsewhere.remove(offset)) {
            settledElsewhere.addRange(offset, offset + 1);
            return;
        }
        int index = ring.indexOf(offset);
        if (index >= 0 && ring.state(index) != SETTLED) {
            change(index, SETTLED);
        }
    }

    /** Returns the offset that may be committed. */
    public long committable() {
        while (!ring.isEmpty()) {
            long offset = ring.offset(0);
            byte state = ring.state(0);
            if (state == SETTLED) {
                if (!detachedElsewhere.isEmpty() && detachedElsewhere.first() < offset) {
                    settledElsewhere.addRange(offset, endOfEntry(0));
                }
            } else if (state == DETACHED && ring.size() > CROWDED) {
                detachedElsewhere.add(offset);
            } else {
                break;
            }
            counts[state]--;
            ring.removeFirst();
        }
        long lowest = ring.isEmpty() ? next : ring.offset(0);
        return detachedElsewhere.isEmpty() ? lowest : Math.min(lowest, detachedElsewhere.first());
    }

    /** Returns the metadata to be committed with {@link #committable()}. */
    public SettledBeyond.Metadata metadata() {
        long committable = committable();
        settledElsewhere.removeBelow(committable);
        if (counts[SETTLED] == 0 && settledElsewhere.isEmpty()) {
            return SettledBeyond.Metadata.EMPTY;
        }
        SettledBeyond.Writer writer = new SettledBeyond.Writer(committable);
        settledElsewhere.writeTo(writer, committable, ring.isEmpty() ? next : ring.offset(0));
        for (int i = 0; i < ring.size() && !writer.isFull(); i++) {
            long offset = ring.offset(i);
            if (offset > highestSettled) {
                break;
            }
            if (ring.state(i) == SETTLED) {
                writer.settled(offset, endOfEntry(i));
            }
        }
        settledElsewhere.writeTo(writer, next, Long.MAX_VALUE);
        return writer.finish();
    }

    /**
     * What may be committed.
     *
     * @param offset below which every record is settled, or -1 when nothing was fetched yet
     * @param beyond what is settled beyond it
     */
    public record Commit(long offset, SettledBeyond.Metadata beyond) {}

    /** Returns what may be committed in a transaction that settles these {@link #detached} records; changes nothing. */
    public Commit commitWith(Set<Long> settling) {
        long committable = ring.isEmpty() ? next : firstUnsettled(settling);
        for (long each : detachedElsewhere) {
            if (!settling.contains(each)) {
                committable = Math.min(committable, each);
                break;
            }
        }
        SettledBeyond elsewhere = settledElsewhere.copy();
        long last = highestSettled;
        for (long each : settling) {
            last = Math.max(last, each);
            if (detachedElsewhere.contains(each)) {
                elsewhere.addRange(each, each + 1);
            }
        }
        SettledBeyond.Writer writer = new SettledBeyond.Writer(committable);
        elsewhere.writeTo(writer, committable, ring.isEmpty() ? next : ring.offset(0));
        for (int i = 0; i < ring.size() && !writer.isFull() && ring.offset(i) <= last; i++) {
            long offset = ring.offset(i);
            if (offset >= committable && isSettled(i, settling)) {
                writer.settled(offset, endOfEntry(i));
            }
        }
        elsewhere.writeTo(writer, next, Long.MAX_VALUE);
        return new Commit(committable, writer.finish());
    }

    private long firstUnsettled(Set<Long> settling) {
        for (int i = 0; i < ring.size(); i++) {
            if (!isSettled(i, settling)) {
                return ring.offset(i);
            }
        }
        return next;
    }

    private boolean isSettled(int index, Set<Long> settling) {
        return ring.state(index) == SETTLED || (ring.state(index) == DETACHED && settling.contains(ring.offset(index)));
    }

    /** Forgets what was committed in a transaction. */
    public void forgetCommitted() {
        settledElsewhere.removeBelow(committable());
    }

    /** Whether a record is kept or delivered, and its outcome not yet known. */
    public boolean isUnfinished(long offset) {
        int index = ring.indexOf(offset);
        return index >= 0 && ring.state(index) < DETACHED;
    }

    /** Whether a record was fetched and is not settled. */
    public boolean isOpen(long offset) {
        int index = ring.indexOf(offset);
        return index >= 0 ? ring.state(index) != SETTLED : detachedElsewhere.contains(offset);
    }

    /** Returns the offset after the last one fetched. */
    public long next() {
        return next;
    }

    /**
     * Jumps over a run of settled records that begins at {@link #next}, so that it is not read again; not while records
     * before it are still to be fetched again.
     *
     * @param shortest length from which a jump is worth it
     * @return the offset to fetch from, or -1 when there is nothing to jump over
     */
    public long jumpOverSettled(long shortest) {
        if (position != next || settledElsewhere.isEmpty() || settledElsewhere.skip(next) - next < shortest) {
            return -1;
        }
        // One entry stands for the whole run: a settled run closes over what the ring does not hold.
        add(next, SETTLED);
        next = settledElsewhere.skip(next);
        position = next;
        return next;
    }

    /** Returns the lowest offset that was fetched and not yet delivered, or {@link Long#MAX_VALUE}. */
    public long lowestKept() {
        return lowest(KEPT, KEPT_AGAIN);
    }

    /** Returns the lowest offset that was delivered and has no outcome yet, or {@link Long#MAX_VALUE}. */
    public long lowestDelivered() {
        return lowest(DELIVERED, BEGUN);
    }

    private long lowest(byte from, byte to) {
        for (int i = 0; i < ring.size(); i++) {
            if (ring.state(i) >= from && ring.state(i) <= to) {
                return ring.offset(i);
            }
        }
        return Long.MAX_VALUE;
    }

    /**
     * Notes that deliveries are to go on at {@code offset}. What is detached keeps bounding the commit, wherever they go. A
     * seek to what was fetched, or to {@link #next}, keeps what lies before it. What is settled beyond it stays settled where the
     * record itself is not settled; otherwise it is asked for anew.
     *
     * @return the offset to fetch from: a lower one while records before {@code offset} are still to be fetched again
     */
    public long sought(long offset) {
        boolean keeps = keepsOnSeek(offset);
        int target = ring.indexOf(offset);
        boolean again = keeps && (offset == next || (target >= 0 && ring.state(target) != SETTLED));
        SettledBeyond settled = keeps ? settledElsewhere : new SettledBeyond();
        if (!again) {
            settled.removeFrom(offset);
        }
        for (int i = 0; i < ring.size(); i++) {
            long each = ring.offset(i);
            if (keeps && each < offset) {
                continue;
            }
            counts[ring.state(i)]--;
            if (ring.state(i) == DETACHED) {
                detachedElsewhere.add(each);
            } else if (ring.state(i) == SETTLED) {
                if (again) {
                    settled.addRange(each, endOfEntry(i));
                }
            } else {
                deliveries.removeAll(each);
            }
        }
        settledElsewhere = settled;
        ring.truncate(keeps ? offset : Long.MIN_VALUE);
        if (!keeps) {
            deliveries.clear();
        }
        lastEnded = -1;
        lastBegun = -1;
        next = offset;
        position = keeps ? Math.min(position, offset) : offset;
        return position;
    }

    /** Whether a seek to this offset keeps the records before it. */
    public boolean keepsOnSeek(long offset) {
        return offset == next || (offset >= 0 && offset < next);
    }

    /** Returns how many deliveries are remembered that a commit of the container may release. */
    int releasable() {
        return deliveries.size();
    }

    /** Returns how many records are kept track of one by one. */
    public int size() {
        return ring.size();
    }

    /** Offsets between two neighbours of the ring do not exist in the log, or are settled like the first of them. */
    private long endOfEntry(int index) {
        return index + 1 < ring.size() ? ring.offset(index + 1) : next;
    }

    private void add(long offset, byte state) {
        ring.add(offset, state);
        count(offset, state);
    }

    private void change(int index, byte state) {
        counts[ring.state(index)]--;
        ring.state(index, state);
        count(ring.offset(index), state);
    }

    private void count(long offset, byte state) {
        counts[state]++;
        if (state == SETTLED) {
            highestSettled = Math.max(highestSettled, offset);
        }
    }

    private void releaseUpTo(long offset) {
        if (!deliveries.contains(offset)) {
            return;
        }
        long released;
        do {
            released = deliveries.removeFirst();
            if (isDelivered(released)) {
                change(ring.indexOf(released), SETTLED);
            }
        } while (released != offset);
    }
}
