package io.redrive.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OutcomesTests {

    private final List<Long> parked = new ArrayList<>();
    private final Outcomes outcomes = new Outcomes(parked::add);

    @Test
    void outcomesComeInTheOrderTheyWereAdded() {
        Outcome first = outcome();
        Outcome second = outcome();

        outcomes.add(first);
        outcomes.add(second);

        assertThat(outcomes.poll()).isSameAs(first);
        assertThat(outcomes.poll()).isSameAs(second);
        assertThat(outcomes.poll()).isNull();
    }

    @Test
    void awaitingParksOnceForTheTimeGiven() {
        outcomes.await(20);

        assertThat(parked).containsExactly(20_000_000L);
    }

    @Test
    void awaitingReturnsAtOnceWhenThereIsAnOutcome() {
        outcomes.add(outcome());

        outcomes.await(20);

        assertThat(parked).isEmpty();
    }

    @Test
    void awaitingNoTimeDoesNotPark() {
        outcomes.await(0);
        outcomes.await(-5);

        assertThat(parked).isEmpty();
    }

    @Test
    void awaitingVeryLongDoesNotOverflow() {
        outcomes.await(Long.MAX_VALUE);

        assertThat(parked).singleElement().satisfies(nanos -> assertThat(nanos).isPositive());
    }

    @Test
    @Timeout(60)
    void anOutcomeOfAnotherThreadEndsTheWait() throws InterruptedException {
        Outcomes real = new Outcomes();
        CountDownLatch aboutToWait = new CountDownLatch(1);
        AtomicBoolean woken = new AtomicBoolean();
        Thread consumer = new Thread(() -> {
            aboutToWait.countDown();
            while (real.poll() == null) {
                real.await(TimeUnit.HOURS.toMillis(1));
            }
            woken.set(true);
        });

        consumer.start();
        aboutToWait.await();
        real.add(outcome());
        consumer.join();

        assertThat(woken).isTrue();
    }

    private Outcome outcome() {
        return new Outcome.Acknowledged(new Forward(outcomes, new ProducerRecord<>("topic", new byte[0])) {});
    }
}
