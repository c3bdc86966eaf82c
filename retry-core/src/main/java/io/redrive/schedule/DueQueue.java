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

    /** Returns the earliest due time, or {@link #NONE}. */
    public long earliestDue() {
        Kept<T> head = head();
        return head == null ? NONE : head.dueAtMs();
    }

    /** Returns the record that is due next without removing it, or null when none is kept. */
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

    /**
     * Drops the records with the highest offsets until what is left occupies at most {@code limit} bytes; the record with
     * the lowest offset always stays.
     *
     * @return the lowest offset dropped, or {@link #NONE} when nothing was
     */
    public long dropSuffix(long limit) {
        if (bytes <= limit) {
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

    /** Removes and returns the records with the lowest offsets, at most {@code most} of them, in the order of their offsets. */
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
    }

    /** Returns how many of the kept records are due at an instant, in milliseconds since the epoch. */
    public int dueBy(long nowMs) {
        if (earliestDue() > nowMs) {
            return 0;
        }
        int due = 0;
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

    /** Returns the number of records kept. */
    public int size() {
        return ascending.size() + others.size();
    }

    /** Returns the memory the kept records occupy, roughly. */
    public long bytes() {
        return bytes;
    }

    private List<Kept<T>> byOffset() {
        List<Kept<T>> all = new ArrayList<>(size());
        all.addAll(ascending);
        all.addAll(others);
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
