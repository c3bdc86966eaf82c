package io.redrive.annotation;

import io.redrive.RedriveConfigurationException;
import io.redrive.consume.ForwardObservations;
import io.redrive.consume.Holdings;
import io.redrive.consume.Instruments;
import io.redrive.consume.Limits;
import io.redrive.consume.Listening;
import io.redrive.consume.TopicRole;
import io.redrive.forward.KafkaForwarder;
import io.redrive.listener.Connection;
import io.redrive.listener.ContainerPlan;
import io.redrive.listener.Engine;
import io.redrive.listener.RetryContainerFactory;
import io.redrive.listener.RetryListener;
import io.redrive.listener.TemplateObservations;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import io.redrive.schedule.OverdueRate;
import io.redrive.topic.RetryTopology;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.kafka.annotation.KafkaListenerAnnotationBeanPostProcessor;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerConfigUtils;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;

/** Builds the topology of a listener and registers its containers. */
final class ListenerAssembly {

    private static final Duration SELDOMEST_LOOK = Duration.ofMinutes(1);

    private final BeanFactory beanFactory;
    private final Engine engine;

    ListenerAssembly(BeanFactory beanFactory, Engine engine) {
        this.beanFactory = beanFactory;
        this.engine = engine;
    }

    /** Where an endpoint is made known to spring-kafka. */
    @FunctionalInterface
    private interface Registration {

        void register(KafkaListenerEndpoint endpoint, KafkaListenerContainerFactory<?> factory);
    }

    /** Returns what was built. */
    RetryTopology assemble(
            ListenerDefinition definition,
            Consumer<MethodKafkaListenerEndpoint<?, ?>> endpointProcessor,
            MethodKafkaListenerEndpoint<?, ?> main,
            KafkaListenerEndpointRegistrar registrar,
            ConcurrentKafkaListenerContainerFactory<?, ?> factory,
            String where) {
        RetryTopology topology = topology(definition, main, factory, where);
        Sender sender = sender(definition, where);
        KafkaForwarder forwarder = engine.forwarders().of(sender.producers());
        ConcurrentKafkaListenerContainerFactory<?, ?> besides = furtherFactory(definition, factory, where);
        Connection connection = Connections.of(factory, besides, main, sender.producers());
        ContainerTopics topics = new ContainerTopics(definition, main.getTopicPattern(), topology);
        RetryListener listener = new RetryListener(
                topology,
                topics.live(),
                topics.rules(),
                lookEvery(connection),
                connection,
                definition.layout().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Listening listening = listening(
                definition, topics, forwarder, TemplateObservations.of(sender.template()), listener.holdings());
        Endpoints endpoints = new Endpoints(definition, topology, endpointProcessor, main);
        FormerTopicReaders formerTopics = new FormerTopicReaders(
                this::registry,
                topology.listenerId(),
                listener::startsByItself,
                topics::formerSuffix,
                suffix -> topics.group(suffix, main.getGroupId() != null),
                chain -> topics.groupChanges(chain, main.getGroupId() != null),
                (topic, chain) -> topics.retiredChanges(topic, chain, main.getGroupId() != null),
                suffix -> endpoints.beside(topics.former(suffix)),
                suffix -> containers(
                        besides,
                        new ContainerPlan(
                                listener,
                                listening,
                                TopicRole.RETRY,
                                where,
                                topics.now(topics.former(suffix)),
                                definition.containers())));
        boolean late = engine.listeners().add(listener, forwarder, formerTopics);
        Registration registration = late && !listener.isVerified()
                // The registrar would start it at once; it is started when its topics are verified.
                ? Objects.requireNonNull(registrar.getEndpointRegistry())::registerListenerContainer
                : registrar::registerEndpoint;
        for (ContainerSpec container : topics.containers()) {
            ContainerPlan plan = new ContainerPlan(
                    listener, listening, container.role(), where, topics.now(container), definition.containers());
            if (container.role() == TopicRole.MAIN) {
                registration.register(main, containers(factory, plan));
            } else {
                MethodKafkaListenerEndpoint<?, ?> endpoint = endpoints.beside(container);
                if (endpoint.getGroupId() == null) {
                    giveOwnInstanceId(endpoint, besides, container.suffix());
                }
                registration.register(endpoint, containers(besides, plan));
            }
        }
        listener.registered();
        return topology;
    }

    private KafkaListenerEndpointRegistry registry() {
        return beanFactory.getBean(
                KafkaListenerConfigUtils.KAFKA_LISTENER_ENDPOINT_REGISTRY_BEAN_NAME,
                KafkaListenerEndpointRegistry.class);
    }

    /** As often as the consumers of the application look for topics by themselves, but not as seldom as they usually do. */
    private static Duration lookEvery(Connection connection) {
        Object configured = connection.consumers().get(ConsumerConfig.METADATA_MAX_AGE_CONFIG);
        Duration asConsumers = configured == null
                ? SELDOMEST_LOOK
                : Duration.ofMillis(Math.max(1, Long.parseLong(configured.toString())));
        return asConsumers.compareTo(SELDOMEST_LOOK) < 0 ? asConsumers : SELDOMEST_LOOK;
    }

    private <K, V> RetryContainerFactory<K, V> containers(
            ConcurrentKafkaListenerContainerFactory<K, V> factory, ContainerPlan plan) {
        return new RetryContainerFactory<>(factory, plan, methods(), engine);
    }

    /** What spring-kafka's own endpoints call their methods with: it knows the application's factory and resolvers. */
    private MessageHandlerMethodFactory methods() {
        return beanFactory
                .getBean(
                        KafkaListenerConfigUtils.KAFKA_LISTENER_ANNOTATION_PROCESSOR_BEAN_NAME,
                        KafkaListenerAnnotationBeanPostProcessor.class)
                .getMessageHandlerMethodFactory();
    }

    private static RetryTopology topology(
            ListenerDefinition definition,
            MethodKafkaListenerEndpoint<?, ?> main,
            ConcurrentKafkaListenerContainerFactory<?, ?> factory,
            String where) {
        String group = group(main, factory);
        if (group == null) {
            throw DefinitionReader.missingGroup(where);
        }
        // Topics that are found later cannot be checked now, but two of them as well as any.
        List<String> mainTopics = main.getTopicPattern() == null ? MainTopics.of(main) : List.of("a", "b");
        try {
            RetryTopology topology = new RetryTopology(
                    Objects.requireNonNull(main.getId()),
                    group,
                    definition.backOff(),
                    definition.jitter(),
                    definition.levels(),
                    mainTopics.stream()
                            .map(topic -> definition
                                    .naming()
                                    .chain(topic, group)
                                    .withAssigned(MainTopics.assigned(main, topic)))
                            .toList(),
                    definition.settings());
            return main.getTopicPattern() == null ? topology : topology.with(List.of());
        } catch (IllegalArgumentException refused) {
            throw new RedriveConfigurationException(
                    where + ": " + refused.getMessage(),
                    "Give every main topic retry topics and a dead-letter topic of its own, with enough partitions",
                    refused);
        }
    }

    static @Nullable String group(
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

    private Listening listening(
            ListenerDefinition definition,
            ContainerTopics topics,
            KafkaForwarder forwarder,
            ForwardObservations observations,
            Holdings holdings) {
        RetryTopology topology = topics.topology();
        Limits limits = engine.limits();
        return new Listening(
                topology,
                new RetryRouter(
                        topics.sample(), definition.classifier(), definition.timeout(), definition.deadLetterRules()),
                forwarder,
                definition.retriesInPlace(),
                definition.exceptionText().with(engine.frames()),
                definition.headers(),
                new Limits(
                        limits.inFlightForwards(),
                        limits.inFlightBytes(),
                        limits.settleTimeout(),
                        limits.clockSkew(),
                        definition.deadLetterTries()),
                engine.heldBytes(),
                new FailureLog(
                        topology.listenerId(),
                        engine.clock(),
                        ZoneId.systemDefault(),
                        definition.logPolicy(),
                        engine.safeguards().redaction()),
                engine.clock(),
                engine.random(),
                engine.events(),
                topics.live(),
                new Instruments(engine.metrics().of(topology.listenerId(), holdings), observations),
                holdings,
                new OverdueRate(definition.overdueRate()),
                engine.safeguards());
    }

    /** In the group of the main topic, its static membership would be taken away by that of a retry topic. */
    private static void giveOwnInstanceId(
            MethodKafkaListenerEndpoint<?, ?> endpoint,
            ConcurrentKafkaListenerContainerFactory<?, ?> factory,
            String suffix) {
        Properties properties = new Properties();
        // As spring-kafka does, those of the endpoint in place of those of the factory.
        properties.putAll(Objects.requireNonNullElseGet(
                endpoint.getConsumerProperties(),
                () -> factory.getContainerProperties().getKafkaConsumerProperties()));
        Object instanceId = properties.getOrDefault(
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                Objects.requireNonNull(factory.getConsumerFactory())
                        .getConfigurationProperties()
                        .get(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        if (instanceId != null && !instanceId.toString().isBlank()) {
            properties.setProperty(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId + suffix);
            endpoint.setConsumerProperties(properties);
        }
    }

    private static ConcurrentKafkaListenerContainerFactory<?, ?> furtherFactory(
            ListenerDefinition definition, ConcurrentKafkaListenerContainerFactory<?, ?> factory, String where) {
        Supplier<ConcurrentKafkaListenerContainerFactory<?, ?>> own = definition.containerFactory();
        try {
            return own == null ? factory : own.get();
        } catch (BeansException missing) {
            throw new RedriveConfigurationException(
                    where + ": what makes the containers of its retry topics cannot be told: " + missing.getMessage(),
                    "Name a ConcurrentKafkaListenerContainerFactory bean in the annotation's listenerContainerFactory",
                    missing);
        }
    }

    private static Sender sender(ListenerDefinition definition, String where) {
        try {
            return definition.sender().get();
        } catch (BeansException missing) {
            throw new RedriveConfigurationException(
                    where + ": which connection its forwards use cannot be told: " + missing.getMessage(),
                    "Name the KafkaTemplate bean in the annotation's kafkaTemplate, or mark one ProducerFactory @Primary",
                    missing);
        }
    }
}
