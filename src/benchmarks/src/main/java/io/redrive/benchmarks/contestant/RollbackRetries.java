package io.redrive.benchmarks.contestant;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.listener.AfterRollbackProcessor;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.DefaultAfterRollbackProcessor;
import org.springframework.util.backoff.FixedBackOff;

/** How spring-kafka retries in transactions: in place, after the same delay. */
@Configuration(proxyBeanMethods = false)
class RollbackRetries {

    @Bean
    static AfterRollbackProcessor<Object, Object> afterRollback(
            @Value("${benchmark.delay}") long delayMs, @Value("${benchmark.attempts}") int attempts) {
        return new DefaultAfterRollbackProcessor<>(new FixedBackOff(delayMs, attempts - 1L));
    }

    @Bean
    static ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> attempts() {
        return container -> container.getContainerProperties().setDeliveryAttemptHeader(true);
    }
}
