package io.redrive.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.sample.gateway.GatewayScenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoOrdersTests {

    @Test
    void areTheSameForTheSameSeed() {
        assertThat(DemoOrders.create(50, 4)).isEqualTo(DemoOrders.create(50, 4));
        assertThat(DemoOrders.create(50, 4)).isNotEqualTo(DemoOrders.create(50, 5));
    }

    @Test
    void beginTheSameHoweverManyThereAre() {
        assertThat(DemoOrders.create(50, 4)).startsWith(DemoOrders.create(30, 4).toArray(new DemoOrder[0]));
    }

    @Test
    void coverEveryScenarioInEveryTwenty() {
        for (long seed = 0; seed < 20; seed++) {
            List<DemoOrder> orders = DemoOrders.create(20, seed);

            assertThat(orders).extracting(DemoOrder::id).doesNotHaveDuplicates();
            assertThat(orders.stream().filter(DemoOrder.Malformed.class::isInstance))
                    .hasSize(2);
            assertThat(orders.stream()
                            .filter(DemoOrder.Payable.class::isInstance)
                            .map(order -> ((DemoOrder.Payable) order).scenario()))
                    .contains(GatewayScenario.values());
        }
    }

    @Test
    void areNoneIfNoneAreAskedFor() {
        assertThat(DemoOrders.create(0, 4)).isEmpty();
    }

    @Test
    void areTreatedByTheGatewayAsIntended() {
        assertThat(DemoOrders.create(100, 4))
                .filteredOn(DemoOrder.Payable.class::isInstance)
                .allSatisfy(order -> {
                    DemoOrder.Payable payable = (DemoOrder.Payable) order;
                    assertThat(GatewayScenario.of(payable.order().amount())).isEqualTo(payable.scenario());
                });
    }
}
