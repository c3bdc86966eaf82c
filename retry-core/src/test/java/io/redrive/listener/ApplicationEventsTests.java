package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.event.RecordDropped;
import io.redrive.event.RecordPosition;
import io.redrive.event.RecordRecovered;
import io.redrive.event.RetryEvent;
import io.redrive.log.QuietLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

class ApplicationEventsTests {

    private static final RecordRecovered RECOVERED = new RecordRecovered("id", new RecordPosition("main", 0, 1), 2);

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final ApplicationEvents events = new ApplicationEvents(context, new QuietLog(Clock.systemUTC()));
    private int made;

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void withoutAReceiverNoEventIsMade() {
        context.registerBean(OtherReceiver.class, OtherReceiver::new);
        context.refresh();

        publish();

        assertThat(made).isZero();
    }

    @Test
    void receiversOfAnEventOfAllEventsAndOfEverythingGetIt() {
        List<Object> received = new ArrayList<>();
        context.registerBean(Receiver.class, () -> new Receiver(received));
        context.addApplicationListener((ApplicationListener<ApplicationEvent>) event -> {
            if (event instanceof PayloadApplicationEvent<?> payload) {
                received.add(payload.getPayload());
            }
        });
        context.refresh();

        publish();
        publish();

        assertThat(made).isEqualTo(2);
        assertThat(received).hasSize(6).containsOnly(RECOVERED);
    }

    @Test
    void receiversOfAParentContextGetItToo() {
        List<Object> received = new ArrayList<>();
        try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
            parent.registerBean(Receiver.class, () -> new Receiver(received));
            parent.refresh();
            context.setParent(parent);
            context.refresh();

            publish();

            assertThat(received).hasSize(2);
        }
    }

    @Test
    void aReceiverThatFailsHarmsNobody() {
        context.registerBean(FailingReceiver.class, FailingReceiver::new);
        context.refresh();

        publish();

        assertThat(made).isEqualTo(1);
    }

    @Test
    void aContextThatDoesNotRunHarmsNobody() {
        publish();

        assertThat(made).isZero();
    }

    private void publish() {
        events.publish(RecordRecovered.class, () -> {
            made++;
            return RECOVERED;
        });
    }

    static class Receiver {

        private final List<Object> received;

        Receiver(List<Object> received) {
            this.received = received;
        }

        @EventListener
        void one(RecordRecovered event) {
            received.add(event);
        }

        @EventListener
        void all(RetryEvent event) {
            received.add(event);
        }
    }

    static class OtherReceiver {

        @EventListener
        void on(ContextRefreshedEvent event) {}

        @EventListener
        void on(RecordDropped event) {}
    }

    static class FailingReceiver {

        @EventListener
        void fail(RetryEvent event) {
            throw new AssertionError("on purpose");
        }
    }
}
