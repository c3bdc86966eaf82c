package io.redrive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.sample.demo.DemoEnd;
import io.redrive.sample.demo.DemoOrder;
import io.redrive.sample.demo.DemoOrders;
import io.redrive.sample.gateway.GatewayScenario;
import io.redrive.sample.settlement.Settlements;
import io.redrive.sample.story.OrderEvent;
import io.redrive.sample.story.OrderHistory;
import io.redrive.sample.story.OrderStory;
import io.redrive.sample.story.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** What becomes of the orders the application publishes by itself, on whatever broker the subclass brings. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "sample.orders.count=40",
            "sample.orders.seed=4",
            "sample.orders.interval=20ms",
            // A call that times out because the machine is busy would be one more failed attempt.
            "spring.http.clients.connect-timeout=20s",
            "spring.http.clients.read-timeout=20s"
        })
abstract class SettlementScenarios {

    private static final List<DemoOrder> STREAM = DemoOrders.create(40, 4);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @Autowired
    private DemoEnd end;

    @Autowired
    private OrderStory story;

    @Autowired
    private Settlements settlements;

    @Autowired
    private KafkaConnectionDetails kafka;

    private final Duration firstDelay;
    private Summary summary;

    SettlementScenarios(Duration firstDelay) {
        this.firstDelay = firstDelay;
    }

    @BeforeEach
    void awaitEndOfTheStream() {
        assertThat(end.summary()).succeedsWithin(LONGEST);
        summary = end.summary().join();
    }

    @Test
    void settlesOrBuriesEveryPublishedOrder() {
        assertThat(summary.published()).isEqualTo(40);
        assertThat(summary.settled() + summary.dead()).isEqualTo(40);
        assertThat(summary.flawless()).isTrue();
        assertThat(summary.settledByAttempt()).containsExactlyInAnyOrderEntriesOf(Map.of(1, 16L, 2, 6L, 3, 6L, 4, 2L));
        assertThat(summary.deadByReason())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("attempts-exhausted", 2L, "fatal-exception", 4L, "undeserializable", 4L));
    }

    @Test
    void recordsEachSettledOrderOnce() {
        List<String> settled = Stream.of(
                        GatewayScenario.ACCEPTS,
                        GatewayScenario.SLOW,
                        GatewayScenario.BUSY_ONCE,
                        GatewayScenario.BUSY_TWICE,
                        GatewayScenario.BUSY_THREE_TIMES)
                .flatMap(scenario -> ids(scenario).stream())
                .toList();

        assertThat(settlements.orderIds()).doesNotHaveDuplicates().containsAll(settled);
        assertThat(settled)
                .allSatisfy(id -> assertThat(story.history(id).events(OrderEvent.Settled.class))
                        .as("order %s", id)
                        .extracting(OrderEvent.Settled::recorded)
                        .containsOnlyOnce(true));
    }

    @Test
    void keepsEveryByteOfWhatNoOrderCanBeReadFrom() {
        Map<String, List<byte[]>> deadLetters = DeadLetters.read(kafka);

        assertThat(malformed()).isNotEmpty().allSatisfy(order -> {
            assertThat(deadLetters.get(order.id())).containsExactly(order.payload());
            assertThat(story.history(order.id()).events())
                    .extracting(OrderEvent::getClass)
                    .isEqualTo(List.of(OrderEvent.Published.class, OrderEvent.Dead.class));
        });
    }

    @Test
    void attemptsDeclinedOrdersOnce() {
        List<String> declined = Stream.of(GatewayScenario.DECLINES, GatewayScenario.REJECTS)
                .flatMap(scenario -> ids(scenario).stream())
                .toList();

        assertThat(declined).isNotEmpty().allSatisfy(id -> {
            assertThat(attempts(id)).containsExactly(1);
            assertThat(story.history(id).events(OrderEvent.Dead.class))
                    .extracting(OrderEvent.Dead::reason)
                    .containsExactly("fatal-exception");
        });
    }

    @Test
    void givesUpOrdersTheGatewayIsAlwaysBusyFor() {
        assertThat(ids(GatewayScenario.BUSY)).isNotEmpty().allSatisfy(id -> {
            assertThat(attempts(id)).containsExactly(1, 2, 3, 4, 5);
            assertThat(story.history(id).events(OrderEvent.Dead.class))
                    .extracting(OrderEvent.Dead::reason)
                    .containsExactly("attempts-exhausted");
        });
    }

    @Test
    void waitsLongerFromAttemptToAttemptAndNeverComesEarly() {
        assertThat(ids(GatewayScenario.BUSY)).allSatisfy(id -> {
            List<OrderEvent.Failed> failures = story.history(id).events(OrderEvent.Failed.class);
            for (int retry = 1; retry < failures.size(); retry++) {
                Instant failedAt = failures.get(retry - 1).at();
                Instant dueAt = failures.get(retry).delivery().dueAt();
                assertThat(Duration.between(failedAt, dueAt))
                        .as("delay before retry %d of order %s", retry, id)
                        // A delay that doubles, give or take a tenth, counted from the end of the attempt, which takes
                        // a while.
                        .isGreaterThanOrEqualTo(tenths(9, retry).minusMillis(1))
                        .isLessThan(tenths(11, retry).plusMillis(5001));
            }
        });
        assertThat(summary.lateness().retries()).isEqualTo(6 + 2 * 6 + 3 * 2 + 4 * 2);
        assertThat(summary.lateness().early()).isZero();
    }

    private Duration tenths(int tenths, int retry) {
        return firstDelay.multipliedBy((long) tenths << (retry - 1)).dividedBy(10);
    }

    private List<Integer> attempts(String id) {
        OrderHistory history = story.history(id);
        return history.events().stream()
                .filter(event -> event.delivery() != null)
                .map(event -> event.delivery().attempt())
                .toList();
    }

    private static List<String> ids(GatewayScenario scenario) {
        return STREAM.stream()
                .filter(order -> order instanceof DemoOrder.Payable payable && payable.scenario() == scenario)
                .map(DemoOrder::id)
                .toList();
    }

    private static List<DemoOrder.Malformed> malformed() {
        return STREAM.stream()
                .filter(DemoOrder.Malformed.class::isInstance)
                .map(DemoOrder.Malformed.class::cast)
                .toList();
    }
}
