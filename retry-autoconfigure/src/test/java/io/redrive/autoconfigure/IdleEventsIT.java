package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.event.ListenerContainerNoLongerIdleEvent;
import org.springframework.kafka.event.ListenerContainerPartitionIdleEvent;
import org.springframework.kafka.listener.MessageListenerContainer;

class IdleEventsIT {

    @Test
    void tellsThatAContainerIsIdleWhileItsRecordsWait() {
        // given
        TestBroker.createTopic("idling", 1);
        try (TestApp app = TestApp.start(
                List.of(Listener.class, Events.class),
                "spring.kafka.listener.poll-timeout=50ms",
                "spring.kafka.listener.idle-event-interval=150ms",
                "spring.kafka.listener.idle-partition-event-interval=150ms")) {
            Events events = app.bean(Events.class);

            // when
            TestBroker.send("idling", "bad");
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("idling-g-retry-1")).isEqualTo(1));
            events.all.clear();

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("idling-g-dlt")).isEqualTo(1));
            assertThat(app.journal().of("bad")).hasSize(2);
            long deliveredAtMs = app.journal().of("bad").get(1).atMs();
            assertThat(events.all)
                    .filteredOn(each -> each.atMs() < deliveredAtMs)
                    .extracting(Event::what)
                    .contains("idle idling-retry", "idle idling-g-retry-1-0");
            TestApp.eventually(() -> assertThat(events.all)
                    .extracting(Event::what)
                    .contains("no longer idle idling-retry")
                    .contains("idle idling-retry"));
            app.verify();
        }
    }

    private record Event(String what, long atMs) {}

    static class Events {

        private final Queue<Event> all = new ConcurrentLinkedQueue<>();

        @EventListener
        void idle(ListenerContainerIdleEvent event) {
            add("idle " + event.getContainer(MessageListenerContainer.class).getListenerId());
        }

        @EventListener
        void idle(ListenerContainerPartitionIdleEvent event) {
            add("idle " + event.getTopicPartition());
        }

        @EventListener
        void noLongerIdle(ListenerContainerNoLongerIdleEvent event) {
            add("no longer idle "
                    + event.getContainer(MessageListenerContainer.class).getListenerId());
        }

        private void add(String what) {
            if (!what.endsWith("idle idling") && !what.endsWith("idle idling-0")) {
                all.add(new Event(what, System.currentTimeMillis()));
            }
        }
    }

    static class Listener extends Failing {

        Listener(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "idling", topics = "idling", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "1s")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }
}
