package io.redrive.sample.broker;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts the broker in this JVM unless {@code sample.broker} is {@code external}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "sample.broker", havingValue = "embedded")
class BrokerConfiguration {

    @Bean
    EmbeddedBroker embeddedBroker(@Value("${sample.broker.port}") int port, LoggingSystem logging) {
        return new EmbeddedBroker(port, logging);
    }
}
