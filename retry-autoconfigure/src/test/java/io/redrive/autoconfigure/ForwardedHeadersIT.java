package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.annotation.KafkaListener;

class ForwardedHeadersIT {

    @Test
    void doesNotGrowFromHopToHopAndHasEachHeaderOnce() {
        // given
        TestBroker.createTopic("hops", 1);
        try (TestApp app = TestApp.start(Hops.class)) {
            // when
            TestBroker.send("hops", "bad");

            // then
            TestApp.eventually(() -> assertThat(TestBroker.count("hops-g-dlt")).isEqualTo(1));
            List<ConsumerRecord<byte[], byte[]>> hops = TestBroker.readAll("hops-g-retry-1");
            assertThat(hops)
                    .hasSize(11)
                    .allSatisfy(hop -> assertThat(names(hop)).doesNotHaveDuplicates());
            // All there is that grows, with a bound of its own.
            hops.forEach(hop -> hop.headers().remove(RetryHeaders.EARLIER_FAILURES));
            assertThat(hops).allSatisfy(hop -> assertThat(names(hop)).isEqualTo(names(hops.get(0))));
            // With attempts of one digit and of two, which the forward id spells out.
            assertThat(bytes(hops.get(7))).isEqualTo(bytes(hops.get(0)));
            assertThat(bytes(hops.get(10))).isEqualTo(bytes(hops.get(0)) + 1);
            assertThat(names(TestBroker.readOnly("hops-g-dlt"))).doesNotHaveDuplicates();
            app.verify();
        }
    }

    @Test
    void boundsWhatIsToldOfAFailure() {
        // given
        TestBroker.createTopic("brief", 1);
        TestBroker.createTopic("verbose", 1);
        try (TestApp app = TestApp.start(Diagnosed.class)) {
            // when
            TestBroker.send("brief", "bad");
            TestBroker.send("verbose", "bad");

            // then
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("brief-g-dlt")).isEqualTo(1);
                assertThat(TestBroker.count("verbose-g-dlt")).isEqualTo(1);
            });
            for (String topic : List.of("brief-g-retry-1", "brief-g-dlt", "verbose-g-retry-1", "verbose-g-dlt")) {
                ConsumerRecord<byte[], byte[]> forwarded = TestBroker.readOnly(topic);
                assertThat(value(forwarded, RetryHeaders.MESSAGE)).hasSizeBetween(1_000, 1_024);
                assertThat(RetryHeaders.text(forwarded.headers(), RetryHeaders.MESSAGE))
                        .startsWith("größer")
                        .doesNotContain("\ufffd");
                assertThat(RetryHeaders.text(forwarded.headers(), RetryHeaders.CAUSE))
                        .isEqualTo(IllegalStateException.class.getName());
                if (topic.startsWith("brief")) {
                    assertThat(names(forwarded)).doesNotContain(RetryHeaders.STACK_TRACE);
                } else {
                    assertThat(value(forwarded, RetryHeaders.STACK_TRACE)).hasSizeBetween(2_000, 8_192);
                }
            }
            app.verify();
        }
    }

    private static byte[] value(ConsumerRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name).value();
    }

    private static List<String> names(ConsumerRecord<byte[], byte[]> record) {
        List<String> names = new ArrayList<>();
        record.headers().forEach(header -> names.add(header.key()));
        return names;
    }

    private static int bytes(ConsumerRecord<byte[], byte[]> record) {
        int bytes = 0;
        for (Header header : record.headers()) {
            bytes += header.key().length() + header.value().length;
        }
        return bytes;
    }

    static class Hops {

        private final Journal journal;

        Hops(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "hops", topics = "hops", groupId = "g")
        @KafkaRetry(attempts = "12", delay = "20ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {
                throw new IllegalStateException("no good");
            });
        }
    }

    static class Diagnosed {

        private final Journal journal;

        Diagnosed(Journal journal) {
            this.journal = journal;
        }

        @KafkaListener(id = "brief", topics = "brief", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void brief(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        @KafkaListener(id = "verbose", topics = "verbose", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "50ms", stackTrace = "true")
        void verbose(ConsumerRecord<String, String> record) throws Exception {
            fail(record);
        }

        private void fail(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> deeply(100));
        }

        private static void deeply(int depth) {
            if (depth > 0) {
                deeply(depth - 1);
            } else {
                throw new IllegalStateException("größer ".repeat(1_000));
            }
        }
    }
}
