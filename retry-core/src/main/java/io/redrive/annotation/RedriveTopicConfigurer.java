package io.redrive.annotation;

import io.redrive.KafkaRetry;
import io.redrive.RedriveConfigurationException;
import io.redrive.UnsupportedListenerException;
import io.redrive.listener.Engine;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.config.MultiMethodKafkaListenerEndpoint;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurer;

/**
 * Takes the place of spring-kafka's configurer: whatever listener spring-kafka finds a retry annotation on is set up to
 * run on this engine, or refused, or left to spring-kafka when the configuration says so.
 */
public final class RedriveTopicConfigurer extends RetryTopicConfigurer {

    private final GenericApplicationContext context;
    private final RedriveSettings settings;
    private final KafkaRetryReader kafkaRetryReader;
    private final RetryableTopicReader retryableTopicReader;
    private final ListenerAssembly assembly;
    private final LeavingConfigurer leaving;

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
        this.kafkaRetryReader = new KafkaRetryReader(context.getBeanFactory(), settings.defaults());
        this.retryableTopicReader = new RetryableTopicReader(context.getBeanFactory(), unusedOperations);
        this.assembly = new ListenerAssembly(context, engine);
        this.leaving = new LeavingConfigurer(context, engine.clock());
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
        if (settings.leftOut().contains(id)) {
            leaving.processMainAndRetryListeners(
                    endpointProcessor, mainEndpoint, configuration, registrar, factory, defaultFactoryBeanName);
            return;
        }
        KafkaRetry kafkaRetry = LeavingConfigurer.kafkaRetry(mainEndpoint);
        endpointProcessor.process(mainEndpoint);
        String where = "@KafkaListener(id = \"" + id + "\")";
        if (mainEndpoint instanceof MultiMethodKafkaListenerEndpoint<?, ?>) {
            throw new UnsupportedListenerException(where, id, "a listener on a class (@KafkaHandler methods)");
        }
        Method method = mainEndpoint.getMethod();
        Class<?> beanClass = AopUtils.getTargetClass(mainEndpoint.getBean());
        where = "@KafkaListener " + Where.of(method);
        refuseUnsupported(mainEndpoint, where, id);
        ListenerDefinition definition = kafkaRetry != null
                ? kafkaRetryReader.read(kafkaRetry, method, beanClass)
                : retryableTopicReader.read(retryableTopic(method, where, id), method, beanClass, id);
        KafkaListenerContainerFactory<?> resolved = factory == null
                ? context.getBean(defaultFactoryBeanName, KafkaListenerContainerFactory.class)
                : factory;
        if (!(resolved instanceof ConcurrentKafkaListenerContainerFactory<?, ?> usual)) {
            throw new UnsupportedListenerException(
                    where, id, "a " + resolved.getClass().getSimpleName());
        }
        assembly.assemble(definition, endpointProcessor::process, mainEndpoint, registrar, usual, where);
    }

    private static RetryableTopic retryableTopic(Method method, String where, String id) {
        MergedAnnotation<RetryableTopic> found =
                MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).get(RetryableTopic.class);
        if (!found.isPresent()) {
            throw new UnsupportedListenerException(where, id, "a RetryTopicConfiguration bean");
        }
        return found.synthesize();
    }

    private static void refuseUnsupported(MethodKafkaListenerEndpoint<?, ?> endpoint, String where, String id) {
        if (endpoint.getTopicPattern() != null) {
            throw new UnsupportedListenerException(where, id, "topicPattern");
        }
        if (endpoint.getTopicPartitionsToAssign() != null && endpoint.getTopicPartitionsToAssign().length > 0) {
            throw new UnsupportedListenerException(where, id, "topicPartitions (manual assignment)");
        }
        if (endpoint.getTopics().isEmpty()) {
            throw new RedriveConfigurationException(where + " names no topics", "Give the @KafkaListener its topics");
        }
    }
}
