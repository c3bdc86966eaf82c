package io.redrive.annotation;

import io.redrive.listener.DeadLetterLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.retrytopic.DeadLetterPublishingRecovererFactory;
import org.springframework.kafka.retrytopic.DefaultDestinationTopicProcessor;
import org.springframework.kafka.retrytopic.DefaultDestinationTopicResolver;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.ListenerContainerFactoryConfigurer;
import org.springframework.kafka.retrytopic.ListenerContainerFactoryResolver;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurer;
import org.springframework.kafka.retrytopic.SuffixingRetryTopicNamesProviderFactory;
import org.springframework.kafka.support.EndpointHandlerMethod;
import org.springframework.kafka.support.TopicForRetryable;

/**
 * What spring-kafka would make of a configuration. Parts of a configuration show only in that: which container factories it
 * names, and how topics are created.
 *
 * @param furtherFactory makes the containers of retry and dead-letter topics
 * @param topics the topics it would create; empty when it would not create any
 */
record DryRun(ConcurrentKafkaListenerContainerFactory<?, ?> furtherFactory, List<TopicForRetryable> topics) {

    private static final String ANY = "any";

    /**
     * Lets spring-kafka work on paper.
     *
     * @param factory the factory that the listener names, or null
     * @throws IllegalArgumentException when spring-kafka refuses the configuration
     */
    static DryRun of(
            RetryTopicConfiguration configuration,
            BeanFactory beans,
            @Nullable KafkaListenerContainerFactory<?> factory,
            String defaultFactoryBeanName,
            Clock clock) {
        DefaultDestinationTopicResolver resolver = new DefaultDestinationTopicResolver(clock);
        RecordingConfigurer recording = new RecordingConfigurer(resolver, clock);
        DefaultListableBeanFactory paper = new DefaultListableBeanFactory();
        RetryTopicConfigurer configurer = new Configurer(resolver, beans, recording);
        configurer.setBeanFactory(paper);
        MethodKafkaListenerEndpoint<Object, Object> main = new MethodKafkaListenerEndpoint<>();
        main.setId(ANY);
        configurer.processMainAndRetryListeners(
                endpoint -> endpoint.setTopics(ANY),
                main,
                configuration,
                new NoRegistrar(),
                factory,
                defaultFactoryBeanName);
        return new DryRun(
                recording.factories.get(recording.factories.size() - 1),
                List.copyOf(paper.getBeansOfType(TopicForRetryable.class).values()));
    }

    /** Calls nothing of the application. */
    private static final class Configurer extends RetryTopicConfigurer {

        Configurer(
                DefaultDestinationTopicResolver resolver,
                BeanFactory beans,
                ListenerContainerFactoryConfigurer factoryConfigurer) {
            super(
                    new DefaultDestinationTopicProcessor(resolver),
                    new ListenerContainerFactoryResolver(beans),
                    factoryConfigurer,
                    new SuffixingRetryTopicNamesProviderFactory());
        }

        @Override
        protected EndpointHandlerMethod getEndpointHandlerMethod(
                MethodKafkaListenerEndpoint<?, ?> mainEndpoint,
                RetryTopicConfiguration configuration,
                DestinationTopic.Properties properties) {
            return createHandlerMethodWith(new DeadLetterLog(), DeadLetterLog.METHOD);
        }
    }

    /** Takes note of the application's factories. */
    private static final class RecordingConfigurer extends ListenerContainerFactoryConfigurer {

        private final List<ConcurrentKafkaListenerContainerFactory<?, ?>> factories = new ArrayList<>();

        RecordingConfigurer(DefaultDestinationTopicResolver resolver, Clock clock) {
            super(waiting -> {}, new DeadLetterPublishingRecovererFactory(resolver), clock);
        }

        @Override
        public KafkaListenerContainerFactory<?> decorateFactory(ConcurrentKafkaListenerContainerFactory<?, ?> factory) {
            factories.add(factory);
            return factory;
        }
    }

    /** Registers nothing. */
    private static final class NoRegistrar extends KafkaListenerEndpointRegistrar {

        @Override
        public void registerEndpoint(
                KafkaListenerEndpoint endpoint, @Nullable KafkaListenerContainerFactory<?> factory) {}
    }
}
