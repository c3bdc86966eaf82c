package io.redrive.track;

import java.util.Arrays;

/** Ascending offsets with a state each: added at the tail, removed at the head, found by offset. */
final class OffsetRing {

    private static final int SMALLEST = 64;

    private long[] offsets = new long[SMALLEST];
    private byte[] states = new byte[SMALLEST];
    private long head;
    private long tail;

    void add(long offset, byte state) {
        if (size() == offsets.length) {
            grow();
        }
        int slot = slot(tail++);
        offsets[slot] = offset;
        states[slot] = state;
    }

    void removeFirst() {
        head++;
        if (head == tail && offsets.length > 1 << 16) {
            // A burst must not pin its memory for ever.
            offsets = new long[SMALLEST];
            states = new byte[SMALLEST];
        }
    }

    /** Removes the entries from {@code offset} on. */
    void truncate(long offset) {
        while (tail > head && offsets[slot(tail - 1)] >= offset) {
            tail--;
        }
    }

    int size() {
        return (int) (tail - head);
    }

    boolean isEmpty() {
        return head == tail;
    }

    long offset(int index) {
        return offsets[slot(head + index)];
    }

    byte state(int index) {
        return states[slot(head + index)];
    }

    void state(int index, byte state) {
        states[slot(head + index)] = state;
    }

    /** Returns the index of an offset, or a negative number when it is not there. */
    int indexOf(long offset) {
        if (isEmpty()) {
            return -1;
        }
        // Offsets are dense unless the topic is compacted or transactional.
        long guess = offset - offset(0);
        if (guess >= 0 && guess < size() && offset((int) guess) == offset) {
            return (int) guess;
        }
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = offset(middle);
            if (found == offset) {
                return middle;
            }
            if (found < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private int slot(long sequence) {
        return (int) (sequence & (offsets.length - 1));
    }

    private void grow() {
        int size = size();
        long[] moreOffsets = new long[offsets.length * 2];
        byte[] moreStates = new byte[offsets.length * 2];
        for (int i = 0; i < size; i++) {
            moreOffsets[i] = offset(i);
            moreStates[i] = state(i);
        }
        offsets = moreOffsets;
        states = moreStates;
        head = 0;
        tail = size;
    }

    @Override
    public String toString() {
        long[] live = new long[size()];
        Arrays.setAll(live, this::offset);
        return Arrays.toString(live);
    }
}
