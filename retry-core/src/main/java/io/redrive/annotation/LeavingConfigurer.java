package io.redrive.annotation;

import io.redrive.KafkaRetry;
import io.redrive.admin.AbandonedRecords;
import io.redrive.admin.LongWaits;
import io.redrive.settings.ListenerEntries;
import java.lang.reflect.AnnotatedElement;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.config.MultiMethodKafkaListenerEndpoint;
import org.springframework.kafka.config.ShareKafkaListenerContainerFactory;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurer;

/**
 * Leaves listeners to spring-kafka: one with {@link KafkaRetry @KafkaRetry} becomes a plain listener with its container's
 * own error handling, any other gets the retry topics of spring-kafka.
 */
public final class LeavingConfigurer extends RetryTopicConfigurer {

    private final GenericApplicationContext context;
    private final ListenerEntries entries;
    private final Function<String, String> takenOffBy;
    private final List<LeftListener> left = new CopyOnWriteArrayList<>();
    private @Nullable RetryTopicConfigurer springs;

    /**
     * Creates a configurer.
     *
     * @param clock asked for by spring-kafka's constructor, and not used
     * @param entries what the configuration says about listeners; these may have run on this engine without an annotation
     * @param takenOffBy returns the property that leaves a listener to spring-kafka
     */
    public LeavingConfigurer(
            GenericApplicationContext context,
            Clock clock,
            ListenerEntries entries,
            Function<String, String> takenOffBy) {
        this(context, UnusedParts.of(context, clock), entries, takenOffBy);
    }

    private LeavingConfigurer(
            GenericApplicationContext context,
            UnusedParts unused,
            ListenerEntries entries,
            Function<String, String> takenOffBy) {
        super(unused.processor(), unused.factories(), unused.configurer(), unused.names());
        this.context = context;
        this.entries = entries;
        this.takenOffBy = takenOffBy;
    }

    /** Returns the listeners whose retry topics of this engine nobody reads now, or reads in another way. */
    public List<LeftListener> left() {
        return List.copyOf(left);
    }

    @Override
    public void processMainAndRetryListeners(
            EndpointProcessor endpointProcessor,
            MethodKafkaListenerEndpoint<?, ?> mainEndpoint,
            RetryTopicConfiguration configuration,
            KafkaListenerEndpointRegistrar registrar,
            @Nullable KafkaListenerContainerFactory<?> factory,
            String defaultFactoryBeanName) {
        if (kafkaRetry(mainEndpoint) != null || PlainListeners.isFor(configuration, context.getBeanFactory())) {
            registerPlain(endpointProcessor, mainEndpoint, registrar, factory);
            noteLeft(mainEndpoint, factory, defaultFactoryBeanName);
        } else {
            springs()
                    .processMainAndRetryListeners(
                            endpointProcessor, mainEndpoint, configuration, registrar, factory, defaultFactoryBeanName);
            noteLongWaits(mainEndpoint, configuration, factory, defaultFactoryBeanName);
        }
    }

    private void noteLongWaits(
            MethodKafkaListenerEndpoint<?, ?> endpoint,
            RetryTopicConfiguration configuration,
            @Nullable KafkaListenerContainerFactory<?> factory,
            String defaultFactoryBeanName) {
        List<String> suffixes = configuration.getDestinationTopicProperties().stream()
                .filter(each -> each.isRetryTopic() && each.delay() > LongWaits.LONGEST_OF_SPRING.toMillis())
                .map(DestinationTopic.Properties::suffix)
                .toList();
        if (!suffixes.isEmpty()
                && used(factory, defaultFactoryBeanName)
                        instanceof ConcurrentKafkaListenerContainerFactory<?, ?> containers) {
            String group = ListenerAssembly.group(endpoint, containers);
            Map<String, String> groups = new HashMap<>();
            if (group != null) {
                for (String suffix : suffixes) {
                    String own = endpoint.getGroupId() == null ? group : group + suffix;
                    MainTopics.of(endpoint).forEach(topic -> groups.put(topic + suffix, own));
                }
            }
            String id = Objects.requireNonNullElse(endpoint.getId(), "");
            left.add(new LeftListener(
                    List.of(),
                    List.of(new LongWaits(id, groups, takenOffBy.apply(id))),
                    Connections.consumers(containers, endpoint)));
        }
    }

    private @Nullable KafkaListenerContainerFactory<?> used(
            @Nullable KafkaListenerContainerFactory<?> factory, String defaultFactoryBeanName) {
        return factory == null && context.containsBean(defaultFactoryBeanName)
                ? context.getBean(defaultFactoryBeanName, KafkaListenerContainerFactory.class)
                : factory;
    }

    private void noteLeft(
            MethodKafkaListenerEndpoint<?, ?> endpoint,
            @Nullable KafkaListenerContainerFactory<?> factory,
            String defaultFactoryBeanName) {
        String id = Objects.requireNonNullElse(endpoint.getId(), "");
        boolean retried = kafkaRetry(endpoint) != null || !entries.of(id).isNone();
        if (retried
                && used(factory, defaultFactoryBeanName)
                        instanceof ConcurrentKafkaListenerContainerFactory<?, ?> containers) {
            Map<String, Object> consumers = Connections.consumers(containers, endpoint);
            String group = ListenerAssembly.group(endpoint, containers);
            if (group != null) {
                left.add(new LeftListener(
                        List.of(new AbandonedRecords(
                                id, group, MainTopics.of(endpoint), endpoint.getTopicPattern(), takenOffBy.apply(id))),
                        List.of(),
                        consumers));
            }
        }
    }

    /** Does what spring-kafka does with a listener that is not to be retried. */
    static void registerPlain(
            EndpointProcessor endpointProcessor,
            MethodKafkaListenerEndpoint<?, ?> endpoint,
            KafkaListenerEndpointRegistrar registrar,
            @Nullable KafkaListenerContainerFactory<?> factory) {
        endpointProcessor.process(endpoint);
        if (factory instanceof ShareKafkaListenerContainerFactory<?, ?>) {
            endpoint.setShareConsumer(true);
        }
        registrar.registerEndpoint(endpoint, factory);
    }

    static @Nullable KafkaRetry kafkaRetry(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        return AnnotatedElementUtils.findMergedAnnotation(declaredOn(endpoint), KafkaRetry.class);
    }

    /** Returns what the annotations of a listener are on: its method, or its class where that has several handlers. */
    static AnnotatedElement declaredOn(MethodKafkaListenerEndpoint<?, ?> endpoint) {
        return endpoint instanceof MultiMethodKafkaListenerEndpoint<?, ?>
                ? AopUtils.getTargetClass(endpoint.getBean())
                : endpoint.getMethod();
    }

    private RetryTopicConfigurer springs() {
        RetryTopicConfigurer current = springs;
        if (current == null) {
            current = new SpringsConfigurer(context).create();
            springs = current;
        }
        return current;
    }
}
