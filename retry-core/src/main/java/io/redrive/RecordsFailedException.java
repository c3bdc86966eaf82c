package io.redrive;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Thrown by a batch listener that has come to every record of its batch and failed on some of them: those named here are
 * retried, each on its own, and all others are done.
 *
 * <pre>{@code
 * RecordsFailedException failed = new RecordsFailedException();
 * for (int i = 0; i < orders.size(); i++) {
 *     try {
 *         settle(orders.get(i));
 *     } catch (RuntimeException failure) {
 *         failed.add(i, failure);
 *     }
 * }
 * failed.throwIfAny();
 * }</pre>
 *
 * <p>A listener that stops at the first failure throws spring-kafka's {@code BatchListenerFailedException} instead.
 */
public final class RecordsFailedException extends RedriveException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // exceptions are rarely serialized, and a TreeMap is serializable
    private final Map<Integer, Throwable> failures = new TreeMap<>();

    /** Creates an exception that names no record yet. */
    public RecordsFailedException() {
        super("Records of a batch failed");
    }

    /**
     * Names a failed record.
     *
     * @param index its index in the batch, from 0
     * @param failure why it failed
     */
    public RecordsFailedException add(int index, Throwable failure) {
        if (index < 0) {
            throw new IllegalArgumentException("An index cannot be negative: " + index);
        }
        if (failures.putIfAbsent(index, failure) == null && failure != this) {
            addSuppressed(failure);
        }
        return this;
    }

    /** Throws this exception when it names any record. */
    public void throwIfAny() {
        if (!failures.isEmpty()) {
            throw this;
        }
    }

    /** Returns the failed records by index, and what each failed with. */
    public Map<Integer, Throwable> failures() {
        return Collections.unmodifiableMap(failures);
    }

    @Override
    public String getMessage() {
        return super.getMessage() + ": " + failures.keySet();
    }
}
