package io.redrive.annotation;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.config.KafkaListenerConfigUtils;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.KafkaConsumerBackoffManager;
import org.springframework.kafka.retrytopic.DestinationTopicResolver;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;
import org.springframework.kafka.retrytopic.RetryTopicComponentFactory;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.kafka.retrytopic.RetryTopicConfigurer;
import org.springframework.kafka.retrytopic.RetryTopicSchedulerWrapper;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Makes spring-kafka's own retry engine, for the listeners that are left to it, the way spring-kafka makes it. */
final class SpringsConfigurer {

    private final GenericApplicationContext context;

    SpringsConfigurer(GenericApplicationContext context) {
        this.context = context;
    }

    /** Registers the parts as beans, since some of them wait for the application context's events. */
    RetryTopicConfigurer create() {
        if (context.containsBean(SupportTakeover.SPRINGS)) {
            return context.getBean(SupportTakeover.SPRINGS, RetryTopicConfigurer.class);
        }
        RetryTopicConfigurationSupport support = new RetryTopicConfigurationSupport();
        support.setApplicationContext(context);
        ObjectProvider<RetryTopicComponentFactory> parts = context.getBeanProvider(RetryTopicComponentFactory.class);
        DestinationTopicResolver resolver = resolver(support, parts);
        KafkaConsumerBackoffManager backOff = support.kafkaConsumerBackoffManager(
                context,
                context.getBean(
                        KafkaListenerConfigUtils.KAFKA_LISTENER_ENDPOINT_REGISTRY_BEAN_NAME,
                        KafkaListenerEndpointRegistry.class),
                parts,
                new RetryTopicSchedulerWrapper(scheduler()),
                null);
        RetryTopicConfigurer configurer = support.retryTopicConfigurer(backOff, resolver, parts, context);
        configurer.setBeanFactory(context.getDefaultListableBeanFactory());
        context.registerBean(
                KafkaListenerConfigUtils.KAFKA_CONSUMER_BACK_OFF_MANAGER_BEAN_NAME,
                KafkaConsumerBackoffManager.class,
                () -> backOff);
        // Beans listen to the context's events once they exist.
        context.getBean(KafkaListenerConfigUtils.KAFKA_CONSUMER_BACK_OFF_MANAGER_BEAN_NAME);
        return configurer;
    }

    private DestinationTopicResolver resolver(
            RetryTopicConfigurationSupport support, ObjectProvider<RetryTopicComponentFactory> parts) {
        String name = RetryTopicBeanNames.DESTINATION_TOPIC_RESOLVER_BEAN_NAME;
        if (!context.containsBean(name)) {
            DestinationTopicResolver own = support.destinationTopicResolver(parts);
            context.registerBean(name, DestinationTopicResolver.class, () -> own);
        }
        return context.getBean(name, DestinationTopicResolver.class);
    }

    private TaskScheduler scheduler() {
        TaskScheduler unique = context.getBeanProvider(TaskScheduler.class).getIfUnique();
        if (unique != null) {
            return unique;
        }
        ThreadPoolTaskScheduler own = new ThreadPoolTaskScheduler();
        own.setDaemon(true);
        own.initialize();
        return own;
    }
}
