package io.redrive.admin;

import java.util.Objects;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What the broker said about one topic: a value, or why there is none.
 *
 * @param <T> type of the value
 * @param value null when refused, and where there is nothing to tell
 * @param refusal null when granted
 */
record Answer<T>(@Nullable T value, @Nullable ApiException refusal) {

    boolean isGranted() {
        return refusal == null;
    }

    boolean isUnknownTopic() {
        return refusal instanceof UnknownTopicOrPartitionException;
    }

    boolean isDenied() {
        return refusal instanceof AuthorizationException;
    }

    T orElse(T otherwise) {
        return refusal == null ? granted() : otherwise;
    }

    T granted() {
        return Objects.requireNonNull(value);
    }
}
