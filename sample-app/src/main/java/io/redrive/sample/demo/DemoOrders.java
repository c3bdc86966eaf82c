package io.redrive.sample.demo;

import io.redrive.sample.gateway.GatewayScenario;
import io.redrive.sample.orders.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes up orders: in every twenty the same mix of scenarios, in an order that depends on the seed only. */
public final class DemoOrders {

    private static final List<String> CUSTOMERS = List.of("Ada", "Grace", "Edsger", "Barbara", "Alan", "Hedy");

    private final Random random;
    private final List<DemoOrder> orders = new ArrayList<>();

    private DemoOrders(long seed) {
        random = new Random(seed);
    }

    /** Makes up so many orders. */
    public static List<DemoOrder> create(int count, long seed) {
        DemoOrders demo = new DemoOrders(seed);
        while (demo.orders.size() < count) {
            demo.addTwenty();
        }
        return List.copyOf(demo.orders.subList(0, count));
    }

    private void addTwenty() {
        List<Runnable> additions = new ArrayList<>();
        for (GatewayScenario scenario : GatewayScenario.values()) {
            additions.addAll(Collections.nCopies(frequency(scenario), () -> addPayable(scenario)));
        }
        additions.add(() -> addMalformed("{\"id\":\"" + nextId() + "\",\"amount\":12."));
        additions.add(() -> addMalformed("\u0000\u00ff\u00fe\u0007"));
        Collections.shuffle(additions, random);
        additions.forEach(Runnable::run);
    }

    private static int frequency(GatewayScenario scenario) {
        return switch (scenario) {
            case ACCEPTS -> 6;
            case BUSY_ONCE, BUSY_TWICE -> 3;
            case SLOW -> 2;
            case BUSY_THREE_TIMES, BUSY, DECLINES, REJECTS -> 1;
        };
    }

    private void addPayable(GatewayScenario scenario) {
        String customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
        Order order = new Order(nextId(), scenario.amount(random.nextInt(5, 120)), customer);
        orders.add(new DemoOrder.Payable(order, scenario));
    }

    private void addMalformed(String text) {
        orders.add(new DemoOrder.Malformed(nextId(), text));
    }

    private String nextId() {
        return "%04d".formatted(orders.size() + 1);
    }
}
