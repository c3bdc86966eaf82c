package io.redrive.listener;

import io.redrive.consume.Listening;
import io.redrive.consume.TopicRole;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * What is special about one container of a listener.
 *
 * @param listener the listener it belongs to
 * @param listening what its consumers share
 * @param role what its topics are for
 * @param where the listener method, for messages
 * @param topics what its consumers are subscribed to at any moment, or null for what the container subscribes them to
 * @param customizer is given the container before this engine sets it up
 */
public record ContainerPlan(
        RetryListener listener,
        Listening listening,
        TopicRole role,
        String where,
        @Nullable Supplier<Set<String>> topics,
        Consumer<ConcurrentMessageListenerContainer<?, ?>> customizer) {}
