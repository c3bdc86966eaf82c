package io.redrive.annotation;

import io.redrive.annotation.ContainerSpec.Handler;
import io.redrive.consume.TopicRole;
import io.redrive.listener.DeadLetterLog;
import io.redrive.topic.RetryTopology;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.config.MultiMethodKafkaListenerEndpoint;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.util.StringUtils;

/** Makes the endpoints of a listener beside the one that spring-kafka has made for its main topics. */
final class Endpoints {

    private final ListenerDefinition definition;
    private final RetryTopology topology;
    private final Consumer<MethodKafkaListenerEndpoint<?, ?>> processor;
    private final MethodKafkaListenerEndpoint<?, ?> main;

    /**
     * Creates a maker.
     *
     * @param processor does with an endpoint what the listener's annotation says
     * @param main the endpoint of the main topics
     */
    Endpoints(
            ListenerDefinition definition,
            RetryTopology topology,
            Consumer<MethodKafkaListenerEndpoint<?, ?>> processor,
            MethodKafkaListenerEndpoint<?, ?> main) {
        this.definition = definition;
        this.topology = topology;
        this.processor = processor;
        this.main = main;
    }

    MethodKafkaListenerEndpoint<?, ?> beside(ContainerSpec container) {
        MethodKafkaListenerEndpoint<?, ?> endpoint = handledBy(container.handler());
        String suffix = container.suffix();
        endpoint.setId(main.getId() + suffix);
        String group = endpoint.getGroupId();
        // In a group of its own, so that its members do not make the main topic's rebalance.
        endpoint.setGroupId(group == null && definition.ownGroups() ? topology.group() + suffix : with(suffix, group));
        endpoint.setClientIdPrefix(with(suffix, endpoint.getClientIdPrefix()));
        endpoint.setGroup(with(suffix, endpoint.getGroup()));
        readFrom(container, endpoint);
        if (definition.concurrency() != null) {
            endpoint.setConcurrency(definition.concurrency());
        }
        if (container.role() == TopicRole.DEAD_LETTER) {
            endpoint.setBatchListener(false);
            if (definition.startDeadLetterHandler() != null) {
                endpoint.setAutoStartup(definition.startDeadLetterHandler());
            }
        }
        return endpoint;
    }

    private MethodKafkaListenerEndpoint<?, ?> handledBy(Handler handler) {
        if (handler == Handler.LISTENER && main instanceof MultiMethodKafkaListenerEndpoint<?, ?> methods) {
            return processed(new MultiMethodKafkaListenerEndpoint<>(
                    methods.getMethods(), methods.getDefaultMethod(), methods.getBean()));
        }
        MethodKafkaListenerEndpoint<?, ?> endpoint = processed(new MethodKafkaListenerEndpoint<>());
        switch (handler) {
            case LISTENER -> endpoint.setMethod(main.getMethod());
            case DEAD_LETTER_HANDLER -> {
                DeadLetterHandler deadLetters = Objects.requireNonNull(definition.deadLetterHandler());
                if (deadLetters.bean() != null) {
                    endpoint.setBean(deadLetters.bean());
                }
                endpoint.setMethod(deadLetters.method());
            }
            case DEAD_LETTER_LOG -> {
                endpoint.setBean(new DeadLetterLog());
                endpoint.setMethod(DeadLetterLog.METHOD);
            }
        }
        return endpoint;
    }

    private MethodKafkaListenerEndpoint<?, ?> processed(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        endpoint.setId(main.getId());
        endpoint.setMainListenerId(main.getId());
        processor.accept(endpoint);
        return endpoint;
    }

    /** Where the listener has its partitions assigned by hand, so has it those of the same numbers of all its topics. */
    private void readFrom(ContainerSpec container, MethodKafkaListenerEndpoint<?, ?> endpoint) {
        if (endpoint.getTopicPattern() != null) {
            // Its consumers follow the topics that are found.
            return;
        }
        if (endpoint.getTopics().isEmpty()) {
            endpoint.setTopicPartitions(
                    container.topics().stream().flatMap(this::sameNumbers).toArray(TopicPartitionOffset[]::new));
        } else {
            endpoint.setTopics(container.topics().toArray(String[]::new));
        }
    }

    private Stream<TopicPartitionOffset> sameNumbers(String topic) {
        return topology.chains().stream()
                .filter(chain -> chain.forwardTopics().contains(topic))
                .flatMap(chain -> chain.assigned().stream())
                .sorted()
                .map(partition -> new TopicPartitionOffset(topic, partition));
    }

    private static @Nullable String with(String suffix, @Nullable String name) {
        return StringUtils.hasText(name) ? name + suffix : name;
    }
}
