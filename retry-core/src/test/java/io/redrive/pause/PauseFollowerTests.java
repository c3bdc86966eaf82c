package io.redrive.pause;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PauseFollowerTests {

    private final Brokers brokers = new Brokers();
    private final Retries orders = new Retries("orders", "shop");
    private final List<Pausable> listeners = new ArrayList<>(List.of(orders));
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private final PauseFollower follower = new PauseFollower(brokers, () -> List.copyOf(listeners), () -> now);

    @Test
    void whoseTopicDoesNotExistIsReleasedAndLooksForItEveryTwoSeconds() {
        assertThat(follower.step()).isEqualTo(Duration.ofSeconds(2));

        assertThat(orders.held).isFalse();
        assertThat(brokers.topics()).isEmpty();

        step(Duration.ofMillis(1_999));
        assertThat(brokers.looks).containsExactly(Set.of("shop-pauses"));
        step(Duration.ofMillis(1));
        assertThat(brokers.looks).hasSize(2);
    }

    @Test
    void anInstanceThatStartsFindsWhatIsPaused() {
        brokers.pause("shop-pauses", "orders", "alice");

        follower.step();

        assertThat(orders.held).isTrue();
        assertThat(orders.problem).isNull();
        assertThat(follower.find(orders)).isEqualTo(new Pause("alice", null, Instant.EPOCH));
    }

    @Test
    void theFirstPauseOfAGroupIsFollowedWithTheNextLookAndLaterOnesAtOnce() {
        follower.step();

        // when
        brokers.pause("shop-pauses", "orders", "alice");
        step(Duration.ofSeconds(2));

        // then
        assertThat(orders.held).isTrue();

        // when
        brokers.write("shop-pauses", "orders", (byte[]) null);
        follower.step();

        // then
        assertThat(orders.held).isFalse();
        assertThat(follower.find(orders)).isNull();
        assertThat(brokers.looks).hasSize(2);
    }

    @Test
    void aPauseIsOfOneListenerOfOneGroup() {
        Retries sameGroup = new Retries("stock", "shop");
        Retries sameId = new Retries("orders", "desk");
        listeners.addAll(List.of(sameGroup, sameId));
        brokers.pause("shop-pauses", "orders", "alice");

        follower.step();

        assertThat(orders.held).isTrue();
        assertThat(sameGroup.held).isFalse();
        assertThat(sameId.held).isFalse();
    }

    @Test
    void aListenerThatComesLaterIsLookedForAtOnce() {
        brokers.pause("desk-pauses", "late", "alice");
        follower.step();
        Retries late = new Retries("late", "desk");
        listeners.add(late);

        follower.step();

        assertThat(late.held).isTrue();
        assertThat(orders.held).isFalse();
    }

    @Test
    void untilBrokersAnswerRetriesAreHeldAndItIsSaidWhy() {
        brokers.away = true;
        assertThat(follower.step()).isEqualTo(Duration.ofSeconds(2));
        assertThat(orders.held).isTrue();
        assertThat(orders.problem).contains("nobody is there");

        brokers.away = false;
        step(Duration.ofSeconds(2));

        assertThat(orders.held).isFalse();
        assertThat(orders.problem).isNull();
    }

    @Test
    void whatWasKnownStaysWhileBrokersAreAway() {
        Retries stock = new Retries("stock", "shop");
        listeners.add(stock);
        brokers.pause("shop-pauses", "orders", "alice");
        follower.step();

        brokers.away = true;
        for (int i = 0; i < 50; i++) {
            step(Duration.ofSeconds(2));
        }

        assertThat(orders.held).isTrue();
        assertThat(orders.problem).isNull();
        assertThat(stock.held).isFalse();
        assertThat(follower.reads("shop-pauses")).isFalse();

        brokers.away = false;
        brokers.write("shop-pauses", "orders", (byte[]) null);
        step(Duration.ofSeconds(2));

        assertThat(orders.held).isFalse();
    }

    @Test
    void whatMayNotBeSeenIsTakenForMissingAndLookedAtOnceAMinute() {
        brokers.hidden.add("shop-pauses");

        assertThat(follower.step()).isEqualTo(Duration.ofSeconds(30));
        assertThat(orders.held).isFalse();

        step(Duration.ofSeconds(59));
        assertThat(brokers.looks).hasSize(1);
        step(Duration.ofSeconds(1));
        assertThat(brokers.looks).hasSize(2);
    }

    @Test
    void whatMayNotBeReadHoldsItsListenersAndNoOthers() {
        Retries other = new Retries("other", "desk");
        listeners.add(other);
        brokers.pause("shop-pauses", "stock", "alice");
        brokers.pause("desk-pauses", "other", "alice");
        brokers.unreadable.add("shop-pauses");

        assertThat(follower.step()).isZero();
        follower.step();

        assertThat(orders.held).isTrue();
        assertThat(orders.problem).contains("shop-pauses");
        assertThat(other.held).isTrue();
        assertThat(other.problem).isNull();
        assertThat(follower.reads("desk-pauses")).isTrue();

        brokers.unreadable.clear();
        step(Duration.ofMinutes(1));

        assertThat(orders.held).isFalse();
    }

    @Test
    void whatWasPausedStaysSoWhenItMayNotBeReadOrSeenAnyMore() {
        brokers.pause("shop-pauses", "orders", "alice");
        follower.step();

        brokers.unreadable.add("shop-pauses");
        follower.step();
        follower.step();
        assertThat(orders.held).isTrue();
        assertThat(orders.problem).isNull();

        brokers.hidden.add("shop-pauses");
        step(Duration.ofMinutes(1));
        assertThat(brokers.looks).hasSize(2);
        assertThat(orders.held).isTrue();
        assertThat(follower.find(orders)).isNotNull();
    }

    @Test
    void aDeletedTopicEndsItsPausesWhenTwoLooksAgree() {
        brokers.pause("shop-pauses", "orders", "alice");
        follower.step();

        brokers.delete("shop-pauses");
        step(Duration.ofSeconds(30));
        assertThat(orders.held).as("a broker may be behind").isTrue();
        step(Duration.ofSeconds(2));
        assertThat(orders.held).isFalse();
    }

    @Test
    void aTopicThatCouldNotBeSeenAndIsMissingNowHasNoPauses() {
        brokers.pause("shop-pauses", "orders", "alice");
        follower.step();
        brokers.unreadable.add("shop-pauses");
        follower.step();
        brokers.delete("shop-pauses");

        step(Duration.ofMinutes(1));

        assertThat(orders.held).isFalse();
    }

    @Test
    void aTopicThatWasMadeAnewIsReadAnew() {
        brokers.pause("shop-pauses", "orders", "alice");
        follower.step();

        brokers.delete("shop-pauses");
        brokers.create("shop-pauses");
        step(Duration.ofSeconds(30));

        assertThat(orders.held).isFalse();
    }

    @Test
    void aNoteThatCannotBeReadChangesNothing() {
        brokers.pause("shop-pauses", "orders", "alice");
        brokers.write("shop-pauses", "orders", "since=yesterday");

        follower.step();

        assertThat(follower.find(orders)).isEqualTo(new Pause("alice", null, Instant.EPOCH));
    }

    @Test
    void aNoteKeepsWhoWhyAndSinceWhen() {
        Pause pause = new Pause("Ada & Co=", "line 1\nline 2 \u00fc%", now.plusNanos(123_456_789));

        assertThat(Pause.read(pause.written())).isEqualTo(pause);
        assertThat(Pause.after(pause, "bob", null, now.plusSeconds(9)))
                .isEqualTo(new Pause("bob", null, pause.since()));
    }

    private void step(Duration later) {
        now = now.plus(later);
        follower.step();
    }
}
