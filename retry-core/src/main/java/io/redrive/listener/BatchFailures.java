package io.redrive.listener;

import io.redrive.RecordsFailedException;
import io.redrive.consume.BatchFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchListenerFailedException;

/** Reads from the exception of a batch listener which of its records have failed. */
final class BatchFailures {

    private static final int DEEPEST_CAUSE = 16;

    private BatchFailures() {}

    /**
     * Returns what became of the records of a batch.
     *
     * @param batch the records as the listener was given them
     * @param failure what the listener threw
     * @param indexed whether indexes count the records of {@code batch}; not when a filter has taken some out
     */
    static BatchFailure of(List<? extends ConsumerRecord<?, ?>> batch, Throwable failure, boolean indexed) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof RecordsFailedException several && indexed) {
                BatchFailure named = named(several.failures(), batch.size(), batch.size());
                return named == null ? BatchFailure.unknown(batch.size(), failure) : named;
            }
            if (cause instanceof BatchListenerFailedException one) {
                BatchFailure named = stopped(batch, one, indexed);
                return named == null ? BatchFailure.unknown(batch.size(), failure) : named;
            }
            cause = cause.getCause();
        }
        return BatchFailure.unknown(batch.size(), failure);
    }

    /** The listener has stopped at the last of the records it names: this one, and those it has suppressed. */
    private static @Nullable BatchFailure stopped(
            List<? extends ConsumerRecord<?, ?>> batch, BatchListenerFailedException one, boolean indexed) {
        List<BatchListenerFailedException> all = new ArrayList<>();
        all.add(one);
        for (Throwable suppressed : one.getSuppressed()) {
            if (suppressed instanceof BatchListenerFailedException another) {
                all.add(another);
            }
        }
        TreeMap<Integer, Throwable> failures = new TreeMap<>();
        for (BatchListenerFailedException each : all) {
            int index = each.getRecord() != null ? indexOf(batch, each.getRecord()) : indexed ? each.getIndex() : -1;
            failures.putIfAbsent(index, each.getCause() == null ? each : each.getCause());
        }
        return named(failures, failures.lastKey() + 1, batch.size());
    }

    private static @Nullable BatchFailure named(Map<Integer, Throwable> failures, int reached, int size) {
        boolean fit = !failures.isEmpty() && failures.keySet().stream().allMatch(index -> index >= 0 && index < size);
        return fit ? new BatchFailure(Map.copyOf(failures), reached, false) : null;
    }

    private static int indexOf(List<? extends ConsumerRecord<?, ?>> batch, ConsumerRecord<?, ?> record) {
        for (int i = 0; i < batch.size(); i++) {
            ConsumerRecord<?, ?> each = batch.get(i);
            if (each.offset() == record.offset()
                    && each.partition() == record.partition()
                    && each.topic().equals(record.topic())) {
                return i;
            }
        }
        return -1;
    }
}
