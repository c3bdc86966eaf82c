package io.redrive.sample.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTests {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final List<OrderHistory> orders = new ArrayList<>();

    @Test
    void countsByAttemptAndReason() {
        order("1", published(), settled(1));
        order("2", published(), failed(1), settled(2));
        order("3", published(), failed(1), settled(2));
        order("4", published(), failed(1), dead("fatal-exception"));
        order("5", published(), dead("undeserializable"));

        Summary summary = Summary.of(orders, List.of("1", "2", "3"));

        assertThat(summary.published()).isEqualTo(5);
        assertThat(summary.settledByAttempt()).isEqualTo(Map.of(1, 1L, 2, 2L));
        assertThat(summary.deadByReason()).isEqualTo(Map.of("fatal-exception", 1L, "undeserializable", 1L));
        assertThat(summary.settled()).isEqualTo(3);
        assertThat(summary.dead()).isEqualTo(2);
        assertThat(summary.flawless()).isTrue();
    }

    @Test
    void isNotCompleteWhileAnOrderIsOpen() {
        order("1", published(), settled(1));
        order("2", published(), failed(1));

        Summary summary = Summary.of(orders, List.of("1"));

        assertThat(summary.open()).isEqualTo(1);
        assertThat(summary.complete()).isFalse();
        assertThat(SummaryTable.of(summary)).contains("2 = 1 + 0  NOT OK");
    }

    @Test
    void leavesOutOrdersTheBrokerDidNotConfirmAndOrdersOfOthers() {
        order("1", published(), new OrderEvent.NotPublished(NOON, "timeout"));
        order("2", settled(1));

        Summary summary = Summary.of(orders, List.of("2"));

        assertThat(summary.published()).isZero();
        assertThat(summary.flawless()).isTrue();
    }

    @Test
    void isNotCompleteWhenAnOrderIsSettledAndDead() {
        order("1", published(), settled(1), dead("fatal-exception"));

        Summary summary = Summary.of(orders, List.of("1"));

        assertThat(summary.settledAndDead()).isEqualTo(1);
        assertThat(summary.complete()).isFalse();
    }

    @Test
    void findsOrdersThatWereRecordedTwice() {
        order("1", published(), settled(1), settled(2));

        Summary summary = Summary.of(orders, List.of("1"));

        assertThat(summary.bookkeeping().settledTwice()).containsExactly("1");
        assertThat(summary.flawless()).isFalse();
    }

    @Test
    void isFlawlessWhenAnOrderWasDeliveredAgainButNotRecordedAgain() {
        order("1", published(), settled(1), new OrderEvent.Settled(new Delivery(1, null, NOON), "PAY-1", false));

        assertThat(Summary.of(orders, List.of("1")).flawless()).isTrue();
    }

    @Test
    void findsRowsThatLackOrAreTooMany() {
        order("1", published(), settled(1));

        assertThat(Summary.of(orders, List.of()).flawless()).isFalse();
        assertThat(Summary.of(orders, List.of("1", "1")).flawless()).isFalse();
        assertThat(Summary.of(orders, List.of("1", "2")).flawless()).isFalse();
    }

    @Test
    void measuresLateness() {
        order("1", published(), late(0), late(2), late(40));
        order("2", published(), failed(1), late(3), late(1));

        assertThat(Summary.of(orders, List.of()).lateness()).isEqualTo(new Lateness(5, 0, 2, 40));
    }

    @Test
    void isNotFlawlessWhenARetryCameEarly() {
        order("1", published(), late(-1), settled(3));

        Summary summary = Summary.of(orders, List.of("1"));

        assertThat(summary.lateness()).isEqualTo(new Lateness(1, 1, -1, -1));
        assertThat(summary.complete()).isTrue();
        assertThat(summary.flawless()).isFalse();
    }

    @Test
    void takesTheLowerOfTwoMiddleOnes() {
        assertThat(Lateness.of(List.of(Duration.ofMillis(9), Duration.ofMillis(1), Duration.ofMillis(5), Duration.ZERO))
                        .medianMs())
                .isEqualTo(1);
    }

    private void order(String id, OrderEvent... events) {
        orders.add(new OrderHistory(id, Arrays.asList(events)));
    }

    private static OrderEvent published() {
        return new OrderEvent.Published(NOON, "amount 1");
    }

    private static OrderEvent failed(int attempt) {
        return new OrderEvent.Failed(new Delivery(attempt, null, NOON), "gateway 503");
    }

    private static OrderEvent late(int lateMs) {
        return new OrderEvent.Failed(new Delivery(2, NOON, NOON.plusMillis(lateMs)), "gateway 503");
    }

    private static OrderEvent settled(int attempt) {
        return new OrderEvent.Settled(new Delivery(attempt, null, NOON), "PAY-1", true);
    }

    private static OrderEvent dead(String reason) {
        return new OrderEvent.Dead(NOON, reason, "PaymentDeclined", 49);
    }
}
