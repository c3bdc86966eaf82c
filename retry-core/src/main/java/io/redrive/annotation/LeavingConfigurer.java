package io.redrive.annotation;

import io.redrive.KafkaRetry;
import java.lang.reflect.AnnotatedElement;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.config.MultiMethodKafkaListenerEndpoint;
import org.springframework.kafka.config.ShareKafkaListenerContainerFactory;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurer;

/**
 * Leaves listeners to spring-kafka: one with {@link KafkaRetry @KafkaRetry} becomes a plain listener with its container's
 * own error handling, any other gets the retry topics of spring-kafka.
 */
public final class LeavingConfigurer extends RetryTopicConfigurer {

    private final GenericApplicationContext context;
    private @Nullable RetryTopicConfigurer springs;

    /**
     * Creates a configurer.
     *
     * @param clock asked for by spring-kafka's constructor, and not used
     */
    public LeavingConfigurer(GenericApplicationContext context, Clock clock) {
        this(context, UnusedParts.of(context, clock));
    }

    private LeavingConfigurer(GenericApplicationContext context, UnusedParts unused) {
        super(unused.processor(), unused.factories(), unused.configurer(), unused.names());
        this.context = context;
    }

    @Override
    public void processMainAndRetryListeners(
            EndpointProcessor endpointProcessor,
            MethodKafkaListenerEndpoint<?, ?> mainEndpoint,
            RetryTopicConfiguration configuration,
            KafkaListenerEndpointRegistrar registrar,
            @Nullable KafkaListenerContainerFactory<?> factory,
            String defaultFactoryBeanName) {
        if (kafkaRetry(mainEndpoint) != null) {
            registerPlain(endpointProcessor, mainEndpoint, registrar, factory);
        } else {
            springs()
                    .processMainAndRetryListeners(
                            endpointProcessor, mainEndpoint, configuration, registrar, factory, defaultFactoryBeanName);
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
