package io.redrive.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.pause.PauseRefusedException.Why;
import io.redrive.topic.TopicMode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryPausesTests {

    private final Brokers brokers = new Brokers();
    private final Retries orders = new Retries("orders", "shop");
    private final Retries verified = new Retries("verified", "desk", TopicMode.VERIFY);
    private final RetryPauses here = pauses(orders);
    private final Retries sameElsewhere = new Retries("orders", "shop");
    private final RetryPauses elsewhere = pauses(sameElsewhere);

    private RetryPauses pauses(Retries listener) {
        return new RetryPauses(() -> List.of(listener, verified), cluster -> brokers, Clock.systemUTC(), Thread::new);
    }

    @BeforeEach
    void readersWaitForWhatIsNew() {
        brokers.waiting = true;
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
    }

    @Test
    void anyInstancePausesAndResumesAllOfThem() {
        // given
        here.follow();
        elsewhere.follow();

        // when
        Pause pause = here.pause(orders, "alice", "gateway is away");

        // then
        assertThat(here.find(orders)).isEqualTo(pause);
        assertThat(pause.by()).isEqualTo("alice");
        assertThat(pause.reason()).isEqualTo("gateway is away");
        eventually(() -> {
            assertThat(orders.held).isTrue();
            assertThat(sameElsewhere.held).isTrue();
        });

        // when
        elsewhere.resume(sameElsewhere);

        // then
        eventually(() -> {
            assertThat(orders.held).isFalse();
            assertThat(sameElsewhere.held).isFalse();
        });
    }

    @Test
    void whoPausesWhatIsPausedSaysWhyAnewAndItIsPausedSinceTheFirst() {
        Pause first = here.pause(orders, "alice", "gateway is away");

        Pause second = here.pause(orders, "bob", "it takes longer");

        assertThat(second).isEqualTo(new Pause("bob", "it takes longer", first.since()));
    }

    @Test
    void whatNobodyHasPausedIsResumedWithoutATopic() {
        here.follow();

        here.resume(orders);

        assertThat(brokers.topics()).isEmpty();
    }

    @Test
    void aMissingTopicThatMayNotBeCreatedIsARefusal() {
        here.follow();

        assertRefused(() -> here.pause(verified, "alice", null), Why.NO_PAUSE_TOPIC, "desk-pauses does not exist");
        eventually(() -> assertThat(verified.held).isFalse());
        assertThat(brokers.topics()).isEmpty();
    }

    @Test
    void withoutBrokersNothingIsPausedOrResumed() {
        here.pause(orders, "alice", null);
        brokers.away = true;

        assertThatThrownBy(() -> here.pause(verified, "alice", null)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> here.resume(orders)).isInstanceOf(TimeoutException.class);

        assertThat(here.find(orders)).isNotNull();
        assertThat(here.find(verified)).isNull();
        eventually(() -> assertThat(orders.held).isTrue());
    }

    @Test
    void whatMayNotBeReadOrWrittenIsARefusal() {
        brokers.create("shop-pauses");
        brokers.unwritable.add("shop-pauses");
        assertRefused(() -> here.pause(orders, "alice", null), Why.NOT_AUTHORIZED, "needs Write on topic shop-pauses");

        brokers.create("desk-pauses");
        brokers.unreadable.add("desk-pauses");
        assertRefused(
                () -> here.pause(verified, "alice", null),
                Why.NOT_AUTHORIZED,
                "needs Describe and Read on topic desk-pauses");

        brokers.unreadable.clear();
        assertThat(here.pause(verified, "alice", null)).isEqualTo(here.find(verified));
    }

    @Test
    void nothingIsPausedAnyMoreWhenTheApplicationStops() {
        here.follow();
        here.close();

        assertRefused(() -> here.pause(orders, "alice", null), Why.NOT_READY, "stopping");
    }

    private static void assertRefused(ThrowingCallable call, Why why, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PauseRefusedException.class,
                        refused -> assertThat(refused.why()).isEqualTo(why))
                .hasMessageContaining(text);
    }

    private static void eventually(ThrowingRunnable assertions) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertions);
    }
}
