package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.Journal.Delivery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.AbstractConsumerSeekAware;

/** One application with a listener for each test, which is sent to other offsets. */
class SeekIT {

    private static final int COUNT = 10;

    private static TestApp app;

    @BeforeAll
    static void start() {
        List.of("back", "retry-back", "forth", "retry-forth", "ends", "timed", "idle", "waiting")
                .forEach(topic -> TestBroker.createTopic("seek-" + topic, 1));
        app = TestApp.start(
                Listener.class,
                "spring.kafka.listener.idle-event-interval=100ms",
                "spring.kafka.listener.poll-timeout=50ms");
    }

    @AfterAll
    static void verify() {
        try (TestApp running = app) {
            running.watch().verifySettled();
            assertThat(running.journal().early()).isEmpty();
        }
    }

    @Test
    void deliversRecordsOfAMainTopicOnceMoreAfterASeekBack() {
        // given
        send("back", 0, COUNT, "good");
        TestApp.eventually(() -> assertThat(deliveries("seek-back")).hasSize(COUNT));

        // when
        app.bean(Listener.class).seek("seek-back", 4);

        // then
        TestApp.eventually(() -> assertThat(deliveries("seek-back"))
                .containsExactlyElementsOf(IntStream.concat(IntStream.range(0, COUNT), IntStream.range(4, COUNT))
                        .mapToObj(Long::valueOf)
                        .toList()));
    }

    @Test
    void deliversRetriesOnceMoreAfterASeekBackAndThoseThatAreNotDueYetOnTime() {
        // given
        send("retry-back", 0, COUNT, "later");
        TestApp.eventually(() -> assertThat(deliveries("seek-retry-back-g")).hasSize(COUNT));
        pause("seek-retry-back-retry");
        send("retry-back", COUNT, 2 * COUNT, "later");
        TestApp.eventually(
                () -> assertThat(TestBroker.count("seek-retry-back-g-retry-1")).isEqualTo(2 * COUNT));

        // when
        app.bean(Listener.class).seek("seek-retry-back-g-retry-1", 4);
        app.bean(Listener.class).awaitPolls("seek-retry-back-g-retry-1");
        app.container("seek-retry-back-retry").resume();

        // then
        TestApp.eventually(() -> assertThat(deliveries("seek-retry-back-g"))
                .containsExactlyElementsOf(IntStream.concat(IntStream.range(0, COUNT), IntStream.range(4, 2 * COUNT))
                        .mapToObj(Long::valueOf)
                        .toList()));
    }

    @Test
    void skipsRecordsOfAMainTopicWithASeekForth() {
        // given
        pause("seek-forth");
        send("forth", 0, COUNT, "good");

        // when
        app.bean(Listener.class).seek("seek-forth", COUNT - 1);
        app.bean(Listener.class).awaitPolls("seek-forth");
        app.container("seek-forth").resume();

        // then
        TestApp.eventually(() -> assertThat(deliveries("seek-forth")).containsExactly(COUNT - 1L));
    }

    @Test
    void skipsRetriesThatWaitWithASeekToTheEnd() {
        // given
        pause("seek-retry-forth-retry");
        send("retry-forth", 0, COUNT, "later");
        TestApp.eventually(
                () -> assertThat(TestBroker.count("seek-retry-forth-g-retry-1")).isEqualTo(COUNT));

        // when
        app.bean(Listener.class).callback("seek-retry-forth-g-retry-1").seekToEnd("seek-retry-forth-g-retry-1", 0);
        app.bean(Listener.class).awaitPolls("seek-retry-forth-g-retry-1");
        app.container("seek-retry-forth-retry").resume();
        send("retry-forth", COUNT, COUNT + 1, "later");

        // then
        TestApp.eventually(() -> assertThat(deliveries("seek-retry-forth-g")).containsExactly(COUNT + 0L));
    }

    @Test
    void seeksToTheBeginningAndToTheEnd() {
        // given
        send("ends", 0, COUNT, "good");
        TestApp.eventually(() -> assertThat(deliveries("seek-ends")).hasSize(COUNT));

        // when
        app.bean(Listener.class).callback("seek-ends").seekToBeginning("seek-ends", 0);

        // then
        TestApp.eventually(() -> assertThat(deliveries("seek-ends")).hasSize(2 * COUNT));

        // when
        pause("seek-ends");
        send("ends", COUNT, 2 * COUNT, "good");
        app.bean(Listener.class).callback("seek-ends").seekToEnd("seek-ends", 0);
        app.bean(Listener.class).awaitPolls("seek-ends");
        app.container("seek-ends").resume();
        send("ends", 2 * COUNT, 2 * COUNT + 1, "good");

        // then
        TestApp.eventually(
                () -> assertThat(deliveries("seek-ends")).hasSize(2 * COUNT + 1).endsWith(2L * COUNT));
    }

    @Test
    void seeksToATimeAndRelativeToWhereItIs() {
        // given
        for (int i = 0; i < COUNT; i++) {
            TestBroker.send(
                    new ProducerRecord<>("seek-timed", 0, 1_000L * (i + 1), null, RetryHeaders.bytes("good " + i)));
        }
        TestApp.eventually(() -> assertThat(deliveries("seek-timed")).hasSize(COUNT));

        // when
        app.bean(Listener.class).callback("seek-timed").seekToTimestamp("seek-timed", 0, 8_500);

        // then
        TestApp.eventually(
                () -> assertThat(deliveries("seek-timed")).hasSize(COUNT + 2).endsWith(8L, 9L));

        // when
        app.bean(Listener.class).callback("seek-timed").seekRelative("seek-timed", 0, -3, true);

        // then
        TestApp.eventually(
                () -> assertThat(deliveries("seek-timed")).hasSize(COUNT + 5).endsWith(7L, 8L, 9L));
    }

    @Test
    void seeksWhenTheContainerIsIdleAlsoOfARetryTopicWhoseRecordsWait() {
        // given
        Listener listener = app.bean(Listener.class);
        send("idle", 0, COUNT, "later");
        TestApp.eventually(() -> assertThat(deliveries("seek-idle-g")).hasSize(COUNT));
        send("idle", COUNT, COUNT + 1, "later");

        // when
        listener.whenIdle.put(new TopicPartition("seek-idle-g-retry-1", 0), COUNT - 1L);

        // then
        TestApp.eventually(() -> assertThat(deliveries("seek-idle-g")).endsWith(COUNT - 1L, COUNT + 0L));
    }

    @Test
    void keepsTheDueTimesOfRecordsThatWaitWhenTheirTopicIsReadFromTheBeginning() {
        // given
        pause("seek-waiting-retry");
        send("waiting", 0, COUNT, "later");
        TestApp.eventually(
                () -> assertThat(TestBroker.count("seek-waiting-g-retry-1")).isEqualTo(COUNT));

        // when
        app.bean(Listener.class).callback("seek-waiting-g-retry-1").seekToBeginning("seek-waiting-g-retry-1", 0);
        app.bean(Listener.class).awaitPolls("seek-waiting-g-retry-1");
        app.container("seek-waiting-retry").resume();

        // then
        TestApp.eventually(() -> assertThat(deliveries("seek-waiting-g")).hasSize(COUNT));
        assertThat(app.journal().from("seek-waiting-g"))
                .extracting(Delivery::attempt)
                .containsOnly(2);
    }

    private static void pause(String container) {
        app.container(container).pause();
        TestApp.eventually(
                () -> assertThat(app.container(container).isContainerPaused()).isTrue());
    }

    private static List<Long> deliveries(String prefix) {
        return app.journal().from(prefix).stream()
                .filter(each -> prefix.endsWith("-g") || each.place().topic().equals(prefix))
                .map(each -> each.place().offset())
                .toList();
    }

    private static void send(String topic, int from, int to, String value) {
        TestBroker.sendAll(IntStream.range(from, to)
                .mapToObj(i -> new ProducerRecord<byte[], byte[]>(
                        "seek-" + topic, RetryHeaders.bytes(value + " " + i + " of " + topic)))
                .toList());
    }

    static class Listener extends AbstractConsumerSeekAware {

        private final Journal journal;
        private final Map<TopicPartition, Long> whenIdle = new ConcurrentHashMap<>();
        private final Set<String> idle = ConcurrentHashMap.newKeySet();

        Listener(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "seek-back", topics = "seek-back", groupId = "g")
        @KafkaListener(id = "seek-retry-back", topics = "seek-retry-back", groupId = "g")
        @KafkaListener(id = "seek-forth", topics = "seek-forth", groupId = "g")
        @KafkaListener(id = "seek-retry-forth", topics = "seek-retry-forth", groupId = "g")
        @KafkaListener(id = "seek-ends", topics = "seek-ends", groupId = "g")
        @KafkaListener(id = "seek-timed", topics = "seek-timed", groupId = "g")
        @KafkaListener(id = "seek-idle", topics = "seek-idle", groupId = "g")
        @KafkaListener(id = "seek-waiting", topics = "seek-waiting", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "500ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                if (record.value().startsWith("later") && RetryHeaders.attempt(record.headers(), 1) == 1) {
                    throw new IllegalStateException("not yet");
                }
            });
        }

        @Override
        public void onIdleContainer(Map<TopicPartition, Long> assignments, ConsumerSeekCallback callback) {
            assignments.keySet().forEach(each -> {
                Long offset = whenIdle.remove(each);
                if (offset != null) {
                    callback.seek(each.topic(), each.partition(), offset);
                }
                idle.add(each.topic());
            });
        }

        ConsumerSeekCallback callback(String topic) {
            TopicPartition partition = new TopicPartition(topic, 0);
            TestApp.eventually(() -> assertThat(getSeekCallbacksFor(partition)).isNotEmpty());
            return getSeekCallbacksFor(partition).get(0);
        }

        void seek(String topic, long offset) {
            callback(topic).seek(topic, 0, offset);
        }

        /** Waits until the container has polled, and with that done what it was asked for. */
        void awaitPolls(String topic) {
            for (int i = 0; i < 2; i++) {
                idle.remove(topic);
                TestApp.eventually(() -> assertThat(idle).contains(topic));
            }
        }
    }
}
