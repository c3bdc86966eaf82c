package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import io.redrive.consume.Limits;
import io.redrive.consume.Listening;
import io.redrive.consume.TopicRole;
import io.redrive.forward.KafkaForwarder;
import io.redrive.listener.ContainerPlan;
import io.redrive.listener.DeadLetterLog;
import io.redrive.listener.Engine;
import io.redrive.listener.RetryContainerFactory;
import io.redrive.listener.RetryListener;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import java.lang.reflect.Method;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.util.ReflectionUtils;

/** Builds the topology of a listener and registers its containers. */
final class ListenerAssembly {

    private static final Method DEFAULT_HANDLER = Objects.requireNonNull(ReflectionUtils.findMethod(
            DeadLetterLog.class, "onDeadLetter", org.apache.kafka.clients.consumer.ConsumerRecord.class));

    private final ApplicationContext context;
    private final Engine engine;

    ListenerAssembly(ApplicationContext context, Engine engine) {
        this.context = context;
        this.engine = engine;
    }

    /** A container beside that of the main topics. */
    private record Beside(String suffix, TopicRole role, List<String> topics, Object bean, Method method) {}

    void assemble(
            ListenerDefinition definition,
            Consumer<MethodKafkaListenerEndpoint<?, ?>> endpointProcessor,
            MethodKafkaListenerEndpoint<?, ?> main,
            KafkaListenerEndpointRegistrar registrar,
            ConcurrentKafkaListenerContainerFactory<?, ?> factory,
            String where) {
        RetryTopology topology = topology(definition, main, factory, where);
        KafkaForwarder forwarder = engine.forwarders().of(producerFactory(definition, where));
        RetryListener listener = new RetryListener(topology);
        Listening listening = listening(definition, topology, forwarder);
        engine.listeners().add(listener, forwarder);
        ContainerPlan plan = new ContainerPlan(listener, listening, TopicRole.MAIN, where);
        registrar.registerEndpoint(main, containers(factory, plan));
        ConcurrentKafkaListenerContainerFactory<?, ?> besides = definition.containerFactory() == null
                ? factory
                : context.getBean(definition.containerFactory(), ConcurrentKafkaListenerContainerFactory.class);
        for (Beside beside : besides(definition, topology, main)) {
            MethodKafkaListenerEndpoint<?, ?> endpoint = endpoint(beside, definition, endpointProcessor, main);
            if (endpoint.getGroupId() == null && definition.layout() == Layout.SHARED) {
                // In a group of its own, so that its members do not make the main topic's rebalance.
                endpoint.setGroupId(topology.group() + beside.suffix());
            }
            registrar.registerEndpoint(
                    endpoint, containers(besides, new ContainerPlan(listener, listening, beside.role(), where)));
        }
    }

    private <K, V> RetryContainerFactory<K, V> containers(
            ConcurrentKafkaListenerContainerFactory<K, V> factory, ContainerPlan plan) {
        return new RetryContainerFactory<>(factory, plan, engine.scheduler(), engine.quiet());
    }

    private RetryTopology topology(
            ListenerDefinition definition,
            MethodKafkaListenerEndpoint<?, ?> main,
            ConcurrentKafkaListenerContainerFactory<?, ?> factory,
            String where) {
        String group = group(main, factory);
        if (group == null) {
            throw KafkaRetryReader.missingGroup(where);
        }
        List<TopicChain> chains = main.getTopics().stream()
                .map(topic -> definition.naming().chain(topic, group))
                .toList();
        try {
            return new RetryTopology(
                    Objects.requireNonNull(main.getId()),
                    group,
                    definition.backOff(),
                    definition.jitter(),
                    definition.levels(),
                    chains,
                    definition.settings());
        } catch (IllegalArgumentException refused) {
            throw new RedriveConfigurationException(
                    where + ": " + refused.getMessage(),
                    "Give every main topic retry topics and a dead-letter topic of its own",
                    refused);
        }
    }

    private static @Nullable String group(
            MethodKafkaListenerEndpoint<?, ?> main, ConcurrentKafkaListenerContainerFactory<?, ?> factory) {
        if (main.getGroupId() != null) {
            return main.getGroupId();
        }
        String ofContainers = factory.getContainerProperties().getGroupId();
        if (ofContainers != null) {
            return ofContainers;
        }
        Object configured = Objects.requireNonNull(factory.getConsumerFactory())
                .getConfigurationProperties()
                .get(ConsumerConfig.GROUP_ID_CONFIG);
        return configured == null ? null : configured.toString();
    }

    private Listening listening(ListenerDefinition definition, RetryTopology topology, KafkaForwarder forwarder) {
        Limits limits = engine.limits();
        return new Listening(
                topology,
                new RetryRouter(topology, definition.classifier(), definition.timeout()),
                forwarder,
                List.of(),
                definition.stackTraces(),
                new Limits(
                        limits.inFlightForwards(),
                        limits.inFlightBytes(),
                        limits.settleTimeout(),
                        limits.clockSkew(),
                        definition.deadLetterTries()),
                engine.heldBytes(),
                new FailureLog(topology.listenerId(), engine.clock(), ZoneId.systemDefault()),
                engine.clock(),
                engine.random());
    }

    private List<Beside> besides(
            ListenerDefinition definition, RetryTopology topology, MethodKafkaListenerEndpoint<?, ?> main) {
        List<Beside> besides = new ArrayList<>();
        List<TopicChain> chains = topology.chains();
        if (definition.layout() == Layout.SHARED) {
            List<String> topics = chains.stream()
                    .flatMap(chain -> chain.retryTopics().stream())
                    .map(topic -> topic.name())
                    .toList();
            if (!topics.isEmpty()) {
                besides.add(new Beside(
                        definition.retrySuffixes().get(0), TopicRole.RETRY, topics, main.getBean(), main.getMethod()));
            }
        } else {
            for (int level = 0; level < definition.retrySuffixes().size(); level++) {
                int each = level;
                besides.add(new Beside(
                        definition.retrySuffixes().get(level),
                        TopicRole.RETRY,
                        chains.stream()
                                .map(chain -> chain.retryTopics().get(each).name())
                                .toList(),
                        main.getBean(),
                        main.getMethod()));
            }
        }
        List<String> deadLetterTopics = chains.stream()
                .flatMap(chain -> Stream.ofNullable(chain.deadLetterTopic()))
                .toList();
        Method handler = definition.deadLetterHandler();
        if (!deadLetterTopics.isEmpty() && (handler != null || definition.layout() == Layout.PER_TOPIC)) {
            besides.add(new Beside(
                    definition.deadLetterSuffix(),
                    TopicRole.DEAD_LETTER,
                    deadLetterTopics,
                    handler == null ? new DeadLetterLog() : main.getBean(),
                    handler == null ? DEFAULT_HANDLER : handler));
        }
        return besides;
    }

    private static MethodKafkaListenerEndpoint<?, ?> endpoint(
            Beside beside,
            ListenerDefinition definition,
            Consumer<MethodKafkaListenerEndpoint<?, ?>> endpointProcessor,
            MethodKafkaListenerEndpoint<?, ?> main) {
        MethodKafkaListenerEndpoint<Object, Object> endpoint = new MethodKafkaListenerEndpoint<>();
        endpoint.setId(main.getId());
        endpoint.setMainListenerId(main.getId());
        endpointProcessor.accept(endpoint);
        endpoint.setId(main.getId() + beside.suffix());
        endpoint.setGroupId(suffixed(endpoint.getGroupId(), beside.suffix()));
        endpoint.setClientIdPrefix(suffixed(endpoint.getClientIdPrefix(), beside.suffix()));
        endpoint.setGroup(suffixed(endpoint.getGroup(), beside.suffix()));
        endpoint.setTopics(beside.topics().toArray(String[]::new));
        endpoint.setBean(beside.bean());
        endpoint.setMethod(beside.method());
        if (definition.concurrency() != null) {
            endpoint.setConcurrency(definition.concurrency());
        }
        if (beside.role() == TopicRole.DEAD_LETTER) {
            endpoint.setBatchListener(false);
            if (definition.startDeadLetterHandler() != null) {
                endpoint.setAutoStartup(definition.startDeadLetterHandler());
            }
        }
        return endpoint;
    }

    private static @Nullable String suffixed(@Nullable String name, String suffix) {
        return name == null ? null : name + suffix;
    }

    /** The connection of the named template, or that of the only or primary producer factory. */
    private ProducerFactory<?, ?> producerFactory(ListenerDefinition definition, String where) {
        String template = definition.kafkaTemplate();
        try {
            return template == null
                    ? context.getBean(ProducerFactory.class)
                    : context.getBean(template, KafkaOperations.class).getProducerFactory();
        } catch (org.springframework.beans.BeansException missing) {
            throw new RedriveConfigurationException(
                    where + ": which connection its forwards use cannot be told: " + missing.getMessage(),
                    "Name the KafkaTemplate bean in the annotation's kafkaTemplate, or mark one ProducerFactory @Primary",
                    missing);
        }
    }
}
