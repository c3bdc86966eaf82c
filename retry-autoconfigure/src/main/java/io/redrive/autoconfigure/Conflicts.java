package io.redrive.autoconfigure;

import io.redrive.RedriveConfigurationException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/** Refuses what would retry the same records twice. */
final class Conflicts implements BeanFactoryPostProcessor {

    private static final String SPRINGS_RETRY_TOPICS = "spring.kafka.retry.topic.enabled";

    private final Environment environment;

    Conflicts(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        if (environment.getProperty(SPRINGS_RETRY_TOPICS, Boolean.class, false)) {
            throw new RedriveConfigurationException(
                    SPRINGS_RETRY_TOPICS
                            + "=true gives every listener retry topics of spring-kafka, beside those of Redrive",
                    "Remove " + SPRINGS_RETRY_TOPICS
                            + " and annotate the listeners with @KafkaRetry, or set redrive.enabled"
                            + "=false to keep spring-kafka's");
        }
    }
}
