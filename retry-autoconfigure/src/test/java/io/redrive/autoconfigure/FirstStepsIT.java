package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.KafkaRetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;

class FirstStepsIT {

    @Test
    void retriesAFailedRecordWhenItIsDueAndDeadLettersItInTheEnd() {
        // given
        TestBroker.createTopic("first", 2);
        try (var context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.kafka.bootstrap-servers=" + TestBroker.address(),
                        "spring.kafka.consumer.auto-offset-reset=earliest")
                .run()) {
            Journal journal = context.getBean(Journal.class);

            // when
            TestBroker.send(new ProducerRecord<>("first", 1, bytes("k1"), bytes("good")));
            TestBroker.send(new ProducerRecord<>("first", 1, bytes("k2"), bytes("bad")));
            TestBroker.send(new ProducerRecord<>("first", 1, bytes("k3"), bytes("good too")));

            // then
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(journal.of("bad"))
                        .extracting(Journal.Delivery::attempt)
                        .containsExactly(1, 2, 3);
                assertThat(TestBroker.readAll("first-first-group-dlt")).hasSize(1);
            });
            assertThat(journal.of("bad"))
                    .allSatisfy(each -> assertThat(each.atMs()).isGreaterThanOrEqualTo(each.dueAtMs()));
            System.out.println(journal.all());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Journal journal() {
            return new Journal();
        }

        @Bean
        Listener listener(Journal journal) {
            return new Listener(journal);
        }
    }

    static class Listener {

        private final Journal journal;

        Listener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "first", topics = "first", groupId = "first-group")
        @KafkaRetry(attempts = "3", delay = "500ms", multiplier = "2")
        void listen(ConsumerRecord<String, String> record) {
            journal.add(record);
            if (record.value().equals("bad")) {
                throw new IllegalStateException("no good");
            }
        }
    }
}
