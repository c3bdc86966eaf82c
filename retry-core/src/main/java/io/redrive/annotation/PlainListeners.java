package io.redrive.annotation;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;

/**
 * Makes spring-kafka hand over also the listeners that have no retry annotation, so that those of them can be retried that the
 * configuration names. It asks beans of one type whether they are meant for a listener; the one that is added here always is,
 * and says nothing else.
 */
public final class PlainListeners {

    private static final String BEAN_NAME = "redrivePlainListeners";

    private PlainListeners() {}

    /**
     * Adds the bean. It is the last one that spring-kafka asks, when it is added after the application has defined its own.
     *
     * @param unusedOperations stands in where spring-kafka asks for a template that nothing is sent with
     */
    public static void handOver(ConfigurableListableBeanFactory beanFactory, KafkaOperations<?, ?> unusedOperations) {
        beanFactory.registerSingleton(
                BEAN_NAME, RetryTopicConfigurationBuilder.newInstance().create(unusedOperations));
    }

    /** Whether a listener was handed over only because it is a listener. */
    static boolean isFor(RetryTopicConfiguration configuration, ConfigurableListableBeanFactory beanFactory) {
        return configuration == beanFactory.getSingleton(BEAN_NAME);
    }
}
