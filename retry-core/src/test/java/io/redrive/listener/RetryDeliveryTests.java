package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.consume.TopicRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListenerContainer;

class RetryDeliveryTests {

    private final List<ListenerContainer> containers = new ArrayList<>();
    private final RetryDelivery delivery = new RetryDelivery(() -> containers);
    private final MessageListenerContainer main = made(TopicRole.MAIN);
    private final MessageListenerContainer retry = made(TopicRole.RETRY);

    @Test
    void holdsRetryContainersAloneUntilTheyAreReleased() {
        delivery.hold();
        assertThat(retry.isPauseRequested()).isTrue();
        assertThat(main.isPauseRequested()).isFalse();

        delivery.release();
        assertThat(retry.isPauseRequested()).isFalse();
    }

    @Test
    void holdsContainersThatAreMadeLater() {
        delivery.hold();

        MessageListenerContainer late = made(TopicRole.RETRY);

        assertThat(late.isPauseRequested()).isTrue();
        delivery.release();
        assertThat(late.isPauseRequested()).isFalse();
    }

    @Test
    void leavesPausedWhatTheApplicationHasPaused() {
        retry.pause();

        delivery.expectDecision();
        delivery.release();

        assertThat(retry.isPauseRequested()).isTrue();
    }

    @Test
    void pausesAgainWhatTheApplicationResumesMeanwhile() {
        delivery.hold();
        retry.resume();

        delivery.hold();

        assertThat(retry.isPauseRequested()).isTrue();
    }

    @Test
    void holdsFromTheStartWhatIsToBeDecidedAndNotWhatIsDecided() {
        delivery.expectDecision();
        assertThat(retry.isPauseRequested()).isTrue();

        delivery.release();
        delivery.expectDecision();

        assertThat(retry.isPauseRequested()).isFalse();
    }

    private MessageListenerContainer made(TopicRole role) {
        MessageListenerContainer container = new ConcurrentMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<String, String>(Map.of()), new ContainerProperties("topic"));
        ListenerContainer made = new ListenerContainer(role, container, Set::of);
        containers.add(made);
        delivery.made(made);
        return container;
    }
}
