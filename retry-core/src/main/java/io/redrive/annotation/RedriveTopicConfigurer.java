package io.redrive.annotation;

import io.redrive.KafkaRetry;
import io.redrive.RedriveConfigurationException;
import io.redrive.UnsupportedListenerException;
import io.redrive.listener.Engine;
import io.redrive.settings.ListenerEntry;
import io.redrive.settings.RedriveSettings;
import io.redrive.topic.RetryTopology;
import java.lang.reflect.AnnotatedElement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurer;

/**
 * Takes the place of spring-kafka's configurer: whatever listener spring-kafka hands over to be retried is set up to run on
 * this engine, or refused, or left to spring-kafka when the configuration says so.
 */
public final class RedriveTopicConfigurer extends RetryTopicConfigurer implements SmartInitializingSingleton {

    private final GenericApplicationContext context;
    private final RedriveSettings settings;
    private final DefinitionReader definitionReader;
    private final KafkaRetryReader kafkaRetryReader;
    private final RetryableTopicReader retryableTopicReader;
    private final ConfigurationReader configurationReader;
    private final ListenerAssembly assembly;
    private final LeavingConfigurer leaving;
    private final Clock clock;
    private final SupportFinder support;
    private final DestinationTopics destinations;
    private final Set<String> listenerIds = ConcurrentHashMap.newKeySet();

    /**
     * Creates a configurer.
     *
     * @param context where containers factories and templates are looked up
     * @param engine what the listeners share
     * @param settings what the configuration says
     * @param unusedOperations stands in where spring-kafka asks for a template that nothing is sent with
     */
    public RedriveTopicConfigurer(
            GenericApplicationContext context,
            Engine engine,
            RedriveSettings settings,
            KafkaOperations<?, ?> unusedOperations) {
        this(context, engine, settings, unusedOperations, UnusedParts.of(context, engine.clock()));
    }

    private RedriveTopicConfigurer(
            GenericApplicationContext context,
            Engine engine,
            RedriveSettings settings,
            KafkaOperations<?, ?> unusedOperations,
            UnusedParts unused) {
        super(unused.processor(), unused.factories(), unused.configurer(), unused.names());
        this.context = context;
        this.settings = settings;
        this.definitionReader = new DefinitionReader(context.getBeanFactory(), settings.defaults());
        this.kafkaRetryReader = new KafkaRetryReader(context.getBeanFactory(), settings.defaults());
        this.support = new SupportFinder(context.getBeanFactory());
        this.retryableTopicReader =
                new RetryableTopicReader(context.getBeanFactory(), unusedOperations, settings.topicMode(), support);
        this.configurationReader = new ConfigurationReader(context.getBeanFactory(), settings.topicMode(), support);
        this.destinations = new DestinationTopics(context);
        this.assembly = new ListenerAssembly(context, engine);
        this.clock = engine.clock();
        this.leaving = new LeavingConfigurer(
                context, engine.clock(), settings.listeners(), id -> ListenerEntry.propertyName(id) + ".enabled=false");
    }

    @Override
    public void processMainAndRetryListeners(
            EndpointProcessor endpointProcessor,
            MethodKafkaListenerEndpoint<?, ?> mainEndpoint,
            RetryTopicConfiguration configuration,
            KafkaListenerEndpointRegistrar registrar,
            @Nullable KafkaListenerContainerFactory<?> factory,
            String defaultFactoryBeanName) {
        String id = Objects.requireNonNullElse(mainEndpoint.getId(), "");
        listenerIds.add(id);
        ListenerEntry entry = settings.listeners().of(id);
        boolean plain = PlainListeners.isFor(configuration, context.getBeanFactory());
        if (!entry.enabled() || (plain && entry.isNone())) {
            leaving.processMainAndRetryListeners(
                    endpointProcessor, mainEndpoint, configuration, registrar, factory, defaultFactoryBeanName);
            return;
        }
        endpointProcessor.process(mainEndpoint);
        support.meet(mainEndpoint.getBean());
        AnnotatedElement element = LeavingConfigurer.declaredOn(mainEndpoint);
        String where = "@KafkaListener " + Where.of(element);
        refuseNoTopics(mainEndpoint, where);
        ListenerDefinition definition = plain
                ? definitionReader.read(entry.values(), entry.with(where), mainEndpoint.getBean())
                : annotated(element, mainEndpoint.getBean(), entry);
        if (definition == null) {
            definition = configurationReader.read(
                    configuration, springs(configuration, factory, defaultFactoryBeanName, where), where, entry);
        }
        RetryTopology topology = assembly.assemble(
                definition,
                endpointProcessor::process,
                mainEndpoint,
                registrar,
                mainFactory(factory, defaultFactoryBeanName, definition, where, id),
                where);
        if (!plain && LeavingConfigurer.kafkaRetry(mainEndpoint) == null) {
            destinations.add(id, configuration.getDestinationTopicProperties(), topology.chains());
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        destinations.tell();
    }

    /**
     * Returns the ids of the listeners that spring-kafka has handed over so far: those that are to be retried, and when the
     * configuration has entries all that are declared by annotation.
     */
    public Set<String> listenerIds() {
        return Set.copyOf(listenerIds);
    }

    /** Returns the listeners that the configuration has taken off this engine, and that have no other one. */
    public List<LeftListener> left() {
        return leaving.left();
    }

    private @Nullable ListenerDefinition annotated(AnnotatedElement element, Object bean, ListenerEntry entry) {
        KafkaRetry kafkaRetry = AnnotatedElementUtils.findMergedAnnotation(element, KafkaRetry.class);
        if (kafkaRetry != null) {
            return kafkaRetryReader.read(kafkaRetry, element, bean, entry);
        }
        MergedAnnotation<RetryableTopic> retryableTopic =
                MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).get(RetryableTopic.class);
        return retryableTopic.isPresent()
                ? retryableTopicReader.read(retryableTopic.synthesize(), element, bean, entry)
                : null;
    }

    private DryRun springs(
            RetryTopicConfiguration configuration,
            @Nullable KafkaListenerContainerFactory<?> factory,
            String defaultFactoryBeanName,
            String where) {
        try {
            return DryRun.of(configuration, context, factory, defaultFactoryBeanName, clock);
        } catch (IllegalArgumentException refused) {
            throw new RedriveConfigurationException(
                    where + ": " + refused.getMessage(),
                    "Correct its RetryTopicConfiguration, or define the container factory it needs",
                    refused);
        }
    }

    /** The listener's own factory, or the default one; where there is neither, that of its retry topics. */
    private ConcurrentKafkaListenerContainerFactory<?, ?> mainFactory(
            @Nullable KafkaListenerContainerFactory<?> factory,
            String defaultFactoryBeanName,
            ListenerDefinition definition,
            String where,
            String id) {
        if (factory == null && definition.containerFactory() != null && !context.containsBean(defaultFactoryBeanName)) {
            return definition.containerFactory().get();
        }
        KafkaListenerContainerFactory<?> named = factory == null
                ? context.getBean(defaultFactoryBeanName, KafkaListenerContainerFactory.class)
                : factory;
        if (named instanceof ConcurrentKafkaListenerContainerFactory<?, ?> usual) {
            return usual;
        }
        throw new UnsupportedListenerException(
                where, id, "a " + named.getClass().getSimpleName());
    }

    private static void refuseNoTopics(MethodKafkaListenerEndpoint<?, ?> endpoint, String where) {
        if (MainTopics.of(endpoint).isEmpty() && endpoint.getTopicPattern() == null) {
            throw new RedriveConfigurationException(where + " names no topics", "Give the @KafkaListener its topics");
        }
    }
}
