package io.redrive.admin;

import io.redrive.RedriveException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one attempt found out. */
final class Round {

    private final Map<ListenerTopics, VerifiedTopics> verified = new LinkedHashMap<>();
    private final Map<ListenerTopics, RedriveException> wrong = new LinkedHashMap<>();
    private @Nullable BrokerUnavailableException unreachable;

    Map<ListenerTopics, VerifiedTopics> verified() {
        return verified;
    }

    Map<ListenerTopics, RedriveException> wrong() {
        return wrong;
    }

    /** Returns why the attempt ended early, or null when it did not. */
    @Nullable
    BrokerUnavailableException unreachable() {
        return unreachable;
    }

    void unreachable(BrokerUnavailableException failure) {
        this.unreachable = failure;
    }
}
