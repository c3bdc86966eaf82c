package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.autoconfigure.Journal.Delivery;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.retrytopic.ExceptionBasedDltDestination;

class DeadLetterRoutingIT {

    @Test
    void sendsDeadLettersToTheTopicOfTheirFailureAndShowsAllToOneHandler() {
        // given
        TestBroker.createTopic("routed", 2);
        try (TestApp app = TestApp.start(
                Routed.class, "spring.kafka.consumer.value-deserializer=" + NumberDeserializer.class.getName())) {
            // when
            List.of("1", "2", "3", "not a number").forEach(value -> TestBroker.send("routed", value));

            // then
            TestApp.eventually(() -> assertThat(app.bean(Routed.class).dead)
                    .containsExactlyInAnyOrder("1 of routed-io-dead", "2 of routed-state-dead", "3 of routed-dead"));
            TestApp.eventually(() -> assertThat(
                            TestBroker.readOnly("routed-unreadable-dead").value())
                    .isEqualTo(RetryHeaders.bytes("not a number")));
            assertThat(app.journal().of(1)).extracting(Delivery::attempt).containsExactly(1, 2);
            assertThat(app.journal().of(2)).extracting(Delivery::attempt).containsExactly(1);
            assertThat(app.containerIds())
                    .containsExactly(
                            "routed",
                            "routed-dead",
                            "routed-io-dead",
                            "routed-retry",
                            "routed-state-dead",
                            "routed-unreadable-dead");
            assertThat(app.container("routed-io-dead").getGroupId()).isEqualTo("routed-io-dead");
            app.verify();
        }
    }

    static class Routed {

        private final Journal journal;
        private final Queue<String> dead = new ConcurrentLinkedQueue<>();

        Routed(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "routed", topics = "routed")
        @RetryableTopic(
                attempts = "2",
                backOff = @BackOff(delay = 100),
                dltTopicSuffix = "-dead",
                exclude = IllegalStateException.class,
                exceptionBasedDltRouting = {
                    @ExceptionBasedDltDestination(suffix = "-io", exceptions = IOException.class),
                    @ExceptionBasedDltDestination(suffix = "-state", exceptions = IllegalStateException.class),
                    @ExceptionBasedDltDestination(suffix = "-unreadable", exceptions = NumberFormatException.class)
                })
        void listen(ConsumerRecord<String, Integer> record) throws Exception {
            journal.deliver(record, () -> {
                switch (record.value()) {
                    case 1 -> throw new RuntimeException(new IOException("gone"));
                    case 2 -> throw new IllegalStateException("closed");
                    default -> throw new IllegalArgumentException("no good");
                }
            });
        }

        @DltHandler
        void dead(ConsumerRecord<String, Integer> record) {
            dead.add(record.value() + " of " + record.topic());
        }
    }

    /** Reads numbers written as text. */
    public static final class NumberDeserializer
            implements org.apache.kafka.common.serialization.Deserializer<Integer> {

        @Override
        public Integer deserialize(String topic, byte[] data) {
            return Integer.valueOf(new String(data, java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
