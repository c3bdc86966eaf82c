package io.redrive.annotation;

import io.redrive.consume.RetriesInPlace;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * What an application has said to spring-kafka about the retries of all its listeners.
 *
 * @param retriesInPlace retries of a record where it is
 * @param fatal the failures that no further attempt can mend
 * @param containers is given each container when it has been made
 */
record SupportSettings(
        RetriesInPlace retriesInPlace,
        Set<Class<? extends Throwable>> fatal,
        Consumer<ConcurrentMessageListenerContainer<?, ?>> containers) {

    /** Where nothing is said. */
    static final SupportSettings NONE =
            new SupportSettings(RetriesInPlace.NONE, FatalExceptions.DEFAULT, container -> {});

    /** Copies the set. */
    SupportSettings {
        fatal = Set.copyOf(fatal);
    }
}
