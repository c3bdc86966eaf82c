package io.redrive.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The kept records of one partition in the order in which they become due, ties by offset. Not thread-safe.
 *
 * <p>Due times mostly ascend with the offsets, because the records of a retry topic share a delay; such records go through
 * a plain queue. Only those that jitter or a changed delay puts out of order cost a heap.
 *
 * @param <T> type of the records
 */
public final class DueQueue<T> {

    /** What {@link #earliestDue()} returns when nothing is kept. */
    public static final long NONE = Long.MAX_VALUE;

    private final ArrayDeque<Kept<T>> ascending = new ArrayDeque<>();
    private final PriorityQueue<Kept<T>> others =
            new PriorityQueue<>(Comparator.<Kept<T>>comparingLong(Kept::dueAtMs).thenComparingLong(Kept::offset));
    private long bytes;
    /** Made when first needed, which without a bound of their rate is never. */
    private @Nullable DueQueue<T> setAside;

    /** Keeps a record. */
    public void add(Kept<T> record) {
        bytes += record.bytes();
        Kept<T> last = ascending.peekLast();
        if (last == null || comesAfter(record, last)) {
            ascending.addLast(record);
        } else {
            others.add(record);
        }
    }

    /** Returns the earliest due time of all records, or {@link #NONE}. */
    public long earliestDue() {
        Kept<T> head = head();
        long earliest = head == null ? NONE : head.dueAtMs();
        return setAside == null ? earliest : Math.min(earliest, setAside.earliestDue());
    }

    /** Returns the record that is due next without removing it, or null when none is kept but those set aside. */
    public @Nullable Kept<T> head() {
        return othersFirst() ? others.peek() : ascending.peekFirst();
    }

    /** Removes and returns {@link #head()}. */
    public @Nullable Kept<T> poll() {
        Kept<T> head = othersFirst() ? others.poll() : ascending.pollFirst();
        if (head != null) {
            bytes -= head.bytes();
        }
        return head;
    }

    /** Sets {@link #head()} aside: it stays kept, and those behind it go on without it. */
    public void setHeadAside() {
        Kept<T> head = poll();
        if (head != null) {
            if (setAside == null) {
                setAside = new DueQueue<>();
            }
            setAside.add(head);
        }
    }

    /** Returns the first of the records set aside, in due order, without removing it; null when there is none. */
    public @Nullable Kept<T> headSetAside() {
        return setAside == null ? null : setAside.head();
    }

    /** Removes and returns {@link #headSetAside()}. */
    public @Nullable Kept<T> pollSetAside() {
        return setAside == null ? null : setAside.poll();
    }

    /** Returns how many of the records kept are set aside. */
    public int sizeSetAside() {
        return setAside == null ? 0 : setAside.size();
    }

    /**
     * Drops the records with the highest offsets until what is left occupies at most {@code limit} bytes; the record with
     * the lowest offset always stays.
     *
     * @return the lowest offset dropped, or {@link #NONE} when nothing was
     */
    public long dropSuffix(long limit) {
        if (bytes() <= limit) {
            return NONE;
        }
        List<Kept<T>> all = byOffset();
        long left = 0;
        int keep = 0;
        while (keep < all.size() && (keep == 0 || left + all.get(keep).bytes() <= limit)) {
            left += all.get(keep++).bytes();
        }
        if (keep == all.size()) {
            return NONE;
        }
        long firstDropped = all.get(keep).offset();
        removeFrom(firstDropped);
        return firstDropped;
    }

    /**
     * Removes and returns the records with the lowest offsets, at most {@code most} of them, in the order of their offsets;
     * of the others, none is set aside any more.
     */
    public List<Kept<T>> takeLowest(int most) {
        List<Kept<T>> all = byOffset();
        List<Kept<T>> lowest = List.copyOf(all.subList(0, Math.min(most, all.size())));
        if (!lowest.isEmpty()) {
            List<Kept<T>> rest = all.subList(lowest.size(), all.size());
            removeFrom(Long.MIN_VALUE);
            rest.stream()
                    .sorted(Comparator.<Kept<T>>comparingLong(Kept::dueAtMs).thenComparingLong(Kept::offset))
                    .forEach(this::add);
        }
        return lowest;
    }

    /** Removes the records from {@code offset} on. */
    public void removeFrom(long offset) {
        removeFrom(ascending, offset);
        removeFrom(others, offset);
        if (setAside != null) {
            setAside.removeFrom(offset);
        }
    }

    /** Returns how many of the kept records are due at an instant, in milliseconds since the epoch. */
    public int dueBy(long nowMs) {
        if (earliestDue() > nowMs) {
            return 0;
        }
        int due = setAside == null ? 0 : setAside.dueBy(nowMs);
        for (Kept<T> record : ascending) {
            if (record.dueAtMs() > nowMs) {
                break;
            }
            due++;
        }
        for (Kept<T> record : others) {
            if (record.dueAtMs() <= nowMs) {
                due++;
            }
        }
        return due;
    }

    /** Returns the number of records kept, those set aside included. */
    public int size() {
        return ascending.size() + others.size() + sizeSetAside();
    }

    /** Returns the memory the kept records occupy, roughly. */
    public long bytes() {
        return setAside == null ? bytes : bytes + setAside.bytes();
    }

    private List<Kept<T>> byOffset() {
        List<Kept<T>> all = new ArrayList<>(size());
        all.addAll(ascending);
        all.addAll(others);
        if (setAside != null) {
            all.addAll(setAside.byOffset());
        }
        all.sort(Comparator.comparingLong(Kept::offset));
        return all;
    }

    private void removeFrom(Collection<Kept<T>> records, long offset) {
        for (Kept<T> record : records) {
            if (record.offset() >= offset) {
                bytes -= record.bytes();
            }
        }
        // All at once: one by one, each removal would move the records around it.
        records.removeIf(record -> record.offset() >= offset);
    }

    private boolean othersFirst() {
        Kept<T> other = others.peek();
        Kept<T> first = ascending.peekFirst();
        return other != null && (first == null || comesAfter(first, other));
    }

    private boolean comesAfter(Kept<T> record, Kept<T> other) {
        return record.dueAtMs() != other.dueAtMs()
                ? record.dueAtMs() > other.dueAtMs()
                : record.offset() > other.offset();
    }
}
