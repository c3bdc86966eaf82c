package io.redrive.sample.orders;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;

/** Creates the topic of the orders; its retry and dead-letter topics are Redrive's business. */
@Configuration(proxyBeanMethods = false)
class OrderTopicConfiguration {

    @Bean
    NewTopic ordersTopic() {
        return TopicBuilder.name(OrderTopics.ORDERS).partitions(3).replicas(1).build();
    }
}
