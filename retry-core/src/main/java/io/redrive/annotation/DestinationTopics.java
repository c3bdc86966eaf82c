package io.redrive.annotation;

import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.kafka.retrytopic.DefaultDestinationTopicResolver;
import org.springframework.kafka.retrytopic.DestinationTopic;
import org.springframework.kafka.retrytopic.DestinationTopicContainer;
import org.springframework.kafka.retrytopic.RetryTopicBeanNames;

/** Tells spring-kafka's {@link DestinationTopicContainer}, which applications may ask, what topics listeners have. */
final class DestinationTopics {

    private final BeanFactory beanFactory;
    private final List<Runnable> untold = new ArrayList<>();
    private boolean complete;

    DestinationTopics(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    /**
     * Adds the topics of a listener, while the application starts; later nobody can be told any more.
     *
     * @param properties what spring-kafka knows of topics like these, in its order
     */
    synchronized void add(
            String listenerId, List<DestinationTopic.Properties> properties, Collection<TopicChain> chains) {
        if (complete) {
            tell(listenerId, properties, chains);
        } else {
            untold.add(() -> tell(listenerId, properties, chains));
        }
    }

    /** Tells what was added so far, which is too early before all beans are made: it may be one of them that is told. */
    synchronized void tell() {
        complete = true;
        untold.forEach(Runnable::run);
        untold.clear();
    }

    private void tell(String listenerId, List<DestinationTopic.Properties> properties, Collection<TopicChain> chains) {
        if (!beanFactory.containsBean(RetryTopicBeanNames.DESTINATION_TOPIC_RESOLVER_BEAN_NAME)) {
            return;
        }
        DestinationTopicContainer told = beanFactory.getBean(
                RetryTopicBeanNames.DESTINATION_TOPIC_RESOLVER_BEAN_NAME, DestinationTopicContainer.class);
        if (told instanceof DefaultDestinationTopicResolver resolver && resolver.isContextRefreshed()) {
            return;
        }
        for (TopicChain chain : chains) {
            if (isLike(properties, chain)) {
                told.addDestinationTopics(listenerId, topics(properties, chain));
            }
        }
    }

    /** An entry in the configuration may have given a listener more topics, or fewer, than its annotation says. */
    private static boolean isLike(List<DestinationTopic.Properties> properties, TopicChain chain) {
        long retries = properties.stream()
                .filter(DestinationTopic.Properties::isRetryTopic)
                .count();
        long dead = properties.stream()
                .filter(DestinationTopic.Properties::isDltTopic)
                .count();
        return retries == chain.retryTopics().size()
                && dead == chain.deadLetterTopics().size();
    }

    private static List<DestinationTopic> topics(List<DestinationTopic.Properties> properties, TopicChain chain) {
        Iterator<String> retries =
                chain.retryTopics().stream().map(RetryTopic::name).iterator();
        Iterator<String> special = chain.specialDeadLetterTopics().iterator();
        List<DestinationTopic> topics = new ArrayList<>();
        for (DestinationTopic.Properties each : properties) {
            String name;
            if (each.isRetryTopic()) {
                name = retries.next();
            } else if (!each.isDltTopic()) {
                name = chain.mainTopic();
            } else {
                name = each.usedForExceptions().isEmpty() ? chain.deadLetterTopic() : special.next();
            }
            topics.add(new DestinationTopic(name, each));
        }
        return topics;
    }
}
