package io.redrive.sample.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class StoryLineTests {

    private static final Instant DUE = Instant.parse("2026-11-21T12:00:01.250Z");

    private final StoryLine line = new StoryLine(ZoneOffset.UTC);

    @Test
    void tellsOfARetry() {
        Delivery delivery = new Delivery(2, DUE, DUE.plusMillis(1));

        assertThat(line.of("0007", new OrderEvent.Failed(delivery, "gateway 503")))
                .matches("order 0007  attempt 2  due 12:00:01\\.250  delivered 1 ms late +-> gateway 503");
    }

    @Test
    void tellsOfAFirstAttempt() {
        Delivery delivery = new Delivery(1, null, DUE);

        assertThat(line.of("0007", new OrderEvent.Settled(delivery, "PAY-0007", true)))
                .matches("order 0007  attempt 1 +-> settled PAY-0007");
    }

    @Test
    void doesNotHideThatADeliveryWasEarly() {
        Delivery delivery = new Delivery(2, DUE, DUE.minusMillis(3));

        assertThat(line.of("0007", new OrderEvent.Failed(delivery, "gateway 503")))
                .contains("delivered 3 ms EARLY");
    }

    @Test
    void tellsOfADeadLetter() {
        assertThat(line.of("0007", new OrderEvent.Dead(DUE, "fatal-exception", "PaymentDeclined", 49)))
                .isEqualTo("order 0007  dead, fatal-exception: PaymentDeclined (49 bytes kept)");
    }
}
