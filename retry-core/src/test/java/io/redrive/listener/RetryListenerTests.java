package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;

class RetryListenerTests {

    @Test
    void startsAContainerThatSomebodyHasTriedToStartBeforeItsTopicsWereVerified() {
        // given
        RetryListener listener = new RetryListener(null, null, null, null, null, null);
        ConcurrentMessageListenerContainer<String, String> container = container(listener);
        listener.startWhenVerified(container);
        listener.registered();
        assertThatIllegalStateException().isThrownBy(container::start);
        try {
            // when
            listener.verified();

            // then
            assertThat(container.getContainers()).hasSize(1);
            assertThat(container.isChildRunning()).isTrue();
        } finally {
            container.stop();
        }
    }

    private static ConcurrentMessageListenerContainer<String, String> container(RetryListener listener) {
        ContainerProperties properties = new ContainerProperties("topic");
        properties.setGroupId("group");
        properties.setMessageListener((MessageListener<String, String>) record -> {});
        return new ConcurrentMessageListenerContainer<>(consumers(listener), properties);
    }

    private static ConsumerFactory<String, String> consumers(RetryListener listener) {
        return new DefaultKafkaConsumerFactory<>(Map.of()) {

            @Override
            protected Consumer<String, String> createRawConsumer(Map<String, Object> configs) {
                if (!listener.isVerified()) {
                    throw new IllegalStateException("not verified");
                }
                return new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
            }
        };
    }
}
