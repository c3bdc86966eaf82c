package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.kafka.annotation.KafkaListener;

@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "there are no virtual threads before")
class VirtualThreadsIT {

    private static final int COUNT = 60;

    @Test
    void retriesOnVirtualThreads() {
        // given
        TestBroker.createTopic("virtual", 3);
        try (TestApp app = TestApp.start(
                Listener.class, "spring.threads.virtual.enabled=true", "spring.kafka.listener.concurrency=3")) {
            // when
            IntStream.range(0, COUNT).forEach(i -> TestBroker.send("virtual", (i % 3 == 0 ? "bad " : "good ") + i));

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("virtual-g-dlt")).isEqualTo(COUNT / 3));
            app.watch().verifySettled();
            assertThat(app.journal().all()).hasSize(COUNT + 2 * COUNT / 3);
            assertThat(app.bean(Listener.class).threads)
                    .isNotEmpty()
                    .allMatch(thread -> thread.startsWith("VirtualThread"));
            app.verify();
        }
    }

    static class Listener extends Failing {

        private final Set<String> threads = ConcurrentHashMap.newKeySet();

        Listener(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "virtual", topics = "virtual", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "200ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            threads.add(Thread.currentThread().toString());
            failOnBad(record);
        }
    }
}
