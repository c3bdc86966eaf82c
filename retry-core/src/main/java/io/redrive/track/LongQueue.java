package io.redrive.track;

/** A first-in-first-out queue of longs without boxing. */
final class LongQueue {

    private long[] values = new long[64];
    private long head;
    private long tail;

    void add(long value) {
        if (tail - head == values.length) {
            long[] more = new long[values.length * 2];
            for (int i = 0; i < values.length; i++) {
                more[i] = values[slot(head + i)];
            }
            tail -= head;
            head = 0;
            values = more;
        }
        values[slot(tail++)] = value;
    }

    long removeFirst() {
        return values[slot(head++)];
    }

    long first() {
        return values[slot(head)];
    }

    boolean isEmpty() {
        return head == tail;
    }

    int size() {
        return (int) (tail - head);
    }

    boolean contains(long value) {
        for (long i = head; i < tail; i++) {
            if (values[slot(i)] == value) {
                return true;
            }
        }
        return false;
    }

    void removeAll(long value) {
        long kept = head;
        for (long i = head; i < tail; i++) {
            long found = values[slot(i)];
            if (found != value) {
                values[slot(kept++)] = found;
            }
        }
        tail = kept;
    }

    void clear() {
        head = tail;
    }

    private int slot(long sequence) {
        return (int) (sequence & (values.length - 1));
    }
}
