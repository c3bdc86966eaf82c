package io.redrive.annotation;

import java.time.Clock;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.kafka.retrytopic.DeadLetterPublishingRecovererFactory;
import org.springframework.kafka.retrytopic.DefaultDestinationTopicProcessor;
import org.springframework.kafka.retrytopic.DefaultDestinationTopicResolver;
import org.springframework.kafka.retrytopic.ListenerContainerFactoryConfigurer;
import org.springframework.kafka.retrytopic.ListenerContainerFactoryResolver;
import org.springframework.kafka.retrytopic.SuffixingRetryTopicNamesProviderFactory;

/** What the constructor of spring-kafka's configurer asks for, where its own way of working is replaced as a whole. */
record UnusedParts(
        DefaultDestinationTopicProcessor processor,
        ListenerContainerFactoryResolver factories,
        ListenerContainerFactoryConfigurer configurer,
        SuffixingRetryTopicNamesProviderFactory names) {

    static UnusedParts of(BeanFactory beanFactory, Clock clock) {
        DefaultDestinationTopicResolver resolver = new DefaultDestinationTopicResolver(clock);
        return new UnusedParts(
                new DefaultDestinationTopicProcessor(resolver),
                new ListenerContainerFactoryResolver(beanFactory),
                new ListenerContainerFactoryConfigurer(
                        waiting -> {}, new DeadLetterPublishingRecovererFactory(resolver), clock),
                new SuffixingRetryTopicNamesProviderFactory());
    }
}
