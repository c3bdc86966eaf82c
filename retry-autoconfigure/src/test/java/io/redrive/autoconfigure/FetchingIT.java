package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

class FetchingIT {

    private static final int COUNT = 90;
    private static final int MUCH_LESS_THAN_A_LONG_FETCH_MS = 2_000;

    @ParameterizedTest
    @CsvSource({
        "one, spring.kafka.consumer.max-poll-records=1, spring.kafka.listener.concurrency=1",
        "many, spring.kafka.consumer.max-poll-records=5000, spring.kafka.listener.concurrency=2",
        "idle, spring.kafka.consumer.max-poll-records=500, spring.kafka.listener.concurrency=8",
        "slow, spring.kafka.consumer.fetch-min-size=1MB, spring.kafka.consumer.fetch-max-wait=5s",
        "eager, spring.kafka.consumer.fetch-min-size=1B, spring.kafka.consumer.fetch-max-wait=1ms"
    })
    void retriesInTimeWhateverIsFetchedAtOnce(String name, String setting, String another) {
        // given
        String topic = "fetching-" + name;
        TestBroker.createTopic(topic, 3);
        try (TestApp app = TestApp.start(Listener.class, "topic=" + topic, setting, another)) {
            // Members that still join take partitions away from each other, which is not what is looked at here.
            TestApp.eventually(() -> assertThat(app.containerIds()).allSatisfy(id -> assertAllHaveJoined(app, id)));

            long begun = Stalls.mark();

            // when
            IntStream.range(0, COUNT).forEach(i -> TestBroker.send(topic, (i % 3 == 0 ? "bad " : "good ") + i));

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count(topic + "-g-dlt")).isEqualTo(COUNT / 3));
            app.watch().verifySettled();
            assertThat(app.journal().all()).hasSize(COUNT + 2 * COUNT / 3);
            assertThat(app.journal().from(topic + "-g-retry"))
                    .allSatisfy(each -> assertThat(each.lateMs())
                            .isLessThan(MUCH_LESS_THAN_A_LONG_FETCH_MS + Stalls.sinceMs(begun)));
            app.verify();
        }
    }

    @Test
    void fetchesRetriesAtOnceAndOtherRecordsAsTheApplicationSays() {
        // given
        TestBroker.createTopic("fetching-configs", 1);

        // when
        try (TestApp app = TestApp.start(
                List.of(Listener.class, Configs.class),
                "topic=fetching-configs",
                "spring.kafka.consumer.fetch-min-size=1MB",
                "spring.kafka.consumer.fetch-max-wait=5s")) {
            // then
            // A consumer that is closed while it joins its group waits long for an answer.
            TestApp.eventually(() -> assertThat(app.containerIds())
                    .allSatisfy(id -> assertThat(app.container(id).getAssignedPartitions())
                            .isNotEmpty()));
            Map<String, Map<String, Object>> configs = app.bean(Configs.class).byGroup;
            assertThat(configs.get("g"))
                    .containsEntry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1_048_576)
                    .containsEntry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5_000)
                    .doesNotContainKeys(
                            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, ConsumerConfig.FETCH_MAX_BYTES_CONFIG);
            assertThat(configs.get("g-retry"))
                    .containsEntry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1)
                    .containsEntry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100)
                    .containsEntry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10)
                    .hasEntrySatisfying(
                            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                            bytes -> assertThat((int) bytes).isBetween(1 << 20, 8 << 20));
        }
    }

    private static void assertAllHaveJoined(TestApp app, String id) {
        var container = (ConcurrentMessageListenerContainer<?, ?>) app.container(id);
        String group = container.getGroupId();
        ConsumerGroupDescription description = TestBroker.await(TestBroker.admin()
                .describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group));
        assertThat(description.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(description.members()).hasSameSizeAs(container.getContainers());
    }

    /** Notes what consumers are made with. */
    @Configuration(proxyBeanMethods = false)
    static class Configs {

        private final Map<String, Map<String, Object>> byGroup = new ConcurrentHashMap<>();

        @Bean
        ConsumerFactory<Object, Object> consumerFactory(KafkaProperties properties) {
            return new DefaultKafkaConsumerFactory<>(properties.buildConsumerProperties()) {

                @Override
                protected Consumer<Object, Object> createRawConsumer(Map<String, Object> configs) {
                    byGroup.put((String) configs.get(ConsumerConfig.GROUP_ID_CONFIG), Map.copyOf(configs));
                    return super.createRawConsumer(configs);
                }
            };
        }
    }

    static class Listener extends Failing {

        Listener(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "fetching", topics = "${topic}", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "300ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }
}
