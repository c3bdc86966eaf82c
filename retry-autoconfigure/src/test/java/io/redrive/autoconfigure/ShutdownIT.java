package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;

class ShutdownIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final int COUNT = 50;

    @Test
    void stopsAtOnceWhileRecordsWaitForHoursAndLeavesThemToTheNextStart() {
        // given
        TestBroker.createTopic("hours", 1);
        try (TestApp app = TestApp.start(Hours.class)) {
            TestBroker.send("hours", "bad");
            TestApp.eventually(() -> assertThat(app.container("hours-retry").getAssignedPartitions())
                    .isNotEmpty());
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("hours-g-retry-1")).isEqualTo(1);
                assertThat(TestBroker.committed("g", "hours")).containsValue(1L);
            });

            // when
            long mark = Stalls.mark();
            Instant begin = Instant.now();
            app.context().close();

            // then
            assertThat(Duration.between(begin, Instant.now())).isLessThan(AT_ONCE.plusMillis(Stalls.sinceMs(mark)));
        }
        assertThat(TestBroker.readOnly("hours-g-retry-1").value()).isEqualTo(RetryHeaders.bytes("bad"));
        assertThat(TestBroker.committed("g-retry", "hours-g-retry-1").values()).allMatch(offset -> offset == 0);
        try (TestApp restarted = TestApp.start(Hours.class)) {
            TestBroker.send("hours", "good");
            TestApp.eventually(
                    () -> assertThat(restarted.journal().hasEnded("good")).isTrue());
            assertThat(restarted.journal().of("bad")).isEmpty();
        }
    }

    @Test
    void losesAndRepeatsNothingWhenStoppedInTheMiddle() {
        // given
        TestBroker.createTopic("middle", 2);
        List<String> values =
                IntStream.range(0, COUNT).mapToObj(i -> "bad " + i).toList();
        int before;
        try (TestApp app = TestApp.start(Middle.class)) {
            values.forEach(value -> TestBroker.send("middle", value));
            TestApp.eventually(
                    () -> assertThat(app.journal().from("middle-g-retry")).hasSizeGreaterThan(COUNT / 2));

            // when
            app.context().close();
            before = app.watch().journal().all().size();
            assertThat(app.watch().journal().deliveredTwice()).isEmpty();
        }
        try (TestApp restarted = TestApp.start(Middle.class)) {
            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("middle-g-dlt")).isEqualTo(COUNT));
            assertThat(before + restarted.journal().all().size())
                    .as("deliveries before and after the restart")
                    .isEqualTo(4 * COUNT);
            restarted.watch().verifySettled();
        }
    }

    @Test
    void endsTheListenerThatRunsAndBeginsNoOther() throws Exception {
        // given
        TestBroker.createTopic("midst", 1);
        IntStream.range(0, 10).forEach(i -> TestBroker.send("midst", "bad " + i));
        try (TestApp app = TestApp.start(Midst.class)) {
            Midst listener = app.bean(Midst.class);
            TestApp.eventually(() -> assertThat(app.container("midst-retry").getAssignedPartitions())
                    .hasSize(1));
            assertThat(listener.entered.await(30, TimeUnit.SECONDS)).isTrue();

            // when
            CompletableFuture<Void> closing = CompletableFuture.runAsync(app.context()::close);
            TestApp.eventually(
                    () -> assertThat(app.container("midst").isRunning()).isFalse());
            assertThat(closing).isNotDone();
            listener.release.countDown();
            closing.get(30, TimeUnit.SECONDS);

            // then
            assertThat(app.watch().journal().all()).hasSize(1);
        }
        assertThat(TestBroker.count("midst-g-retry-1")).isEqualTo(1);
        assertThat(TestBroker.committed("g", "midst")).containsValue(1L);
    }

    @Test
    void countsNoAttemptForAListenerThatFailsBecauseItsTimeIsOver() throws Exception {
        // given
        TestBroker.createTopic("overtime", 1);
        TestBroker.send("overtime", "held up");
        Thread consumer;
        try (TestApp app = TestApp.start(
                List.of(Overtime.class, Resources.class), "spring.lifecycle.timeout-per-shutdown-phase=200ms")) {
            TestApp.eventually(() -> assertThat(app.container("overtime-retry").getAssignedPartitions())
                    .hasSize(1));
            consumer = app.bean(Overtime.class).entered.get(30, TimeUnit.SECONDS);

            // when
            app.context().close();
        }

        // then
        TestApp.eventually(() -> assertThat(consumer.isAlive()).isFalse());
        assertThat(TestBroker.count("overtime-g-retry-1")).isZero();
        assertThat(TestBroker.committed("g", "overtime").values()).allMatch(offset -> offset == 0);
    }

    static class Midst {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final Journal journal;

        Midst(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "midst", topics = "midst", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "3h")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            entered.countDown();
            assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            failOnBad(journal, record);
        }
    }

    /** Something that a listener works with, such as a pool of connections, and that is closed before Redrive is. */
    static class Resources {

        @Bean
        Resource resource(EngineRuntime closedAfter) {
            return new Resource();
        }
    }

    static class Resource implements DisposableBean {

        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile Thread user;

        void use() throws Exception {
            user = Thread.currentThread();
            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
            throw new IllegalStateException("closed");
        }

        @Override
        public void destroy() throws Exception {
            closed.countDown();
            // What forwards is closed later; it could still write.
            user.join(10_000);
        }
    }

    static class Overtime {

        private final CompletableFuture<Thread> entered = new CompletableFuture<>();
        private final ObjectProvider<Resource> resource;

        Overtime(ObjectProvider<Resource> resource) {
            this.resource = resource;
        }

        @KafkaListener(id = "overtime", topics = "overtime", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "3h")
        void listen(String value) throws Exception {
            Resource used = resource.getObject();
            entered.complete(Thread.currentThread());
            used.use();
        }
    }

    static class Hours {

        private final Journal journal;

        Hours(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "hours", topics = "hours", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "3h")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }
    }

    static class Middle {

        private final Journal journal;

        Middle(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "middle", topics = "middle", groupId = "g")
        @KafkaRetry(attempts = "4", delay = "150ms", jitter = "1")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(journal, record);
        }
    }

    private static void failOnBad(Journal journal, ConsumerRecord<String, String> record) throws Exception {
        journal.deliver(record, () -> {
            if (record.value().startsWith("bad")) {
                throw new IllegalStateException("no good");
            }
        });
    }
}
