package io.redrive.sample.gateway;

import java.math.BigDecimal;
import java.util.Arrays;
import org.springframework.http.HttpStatus;

/** How the gateway treats a payment. The cents of the amount choose, so that every run of an order goes the same way. */
public enum GatewayScenario {
    /** Accepted at the first call: all cents that stand for nothing else. */
    ACCEPTS(-1, 0, HttpStatus.OK),
    /** {@code .20}: accepted, but slowly. */
    SLOW(20, 0, HttpStatus.OK),
    /** {@code .01}: busy once, then accepted. */
    BUSY_ONCE(1, 1, HttpStatus.OK),
    /** {@code .02}: busy twice, then accepted. */
    BUSY_TWICE(2, 2, HttpStatus.OK),
    /** {@code .03}: busy three times, then accepted. */
    BUSY_THREE_TIMES(3, 3, HttpStatus.OK),
    /** {@code .99}: busy, however often it is asked. */
    BUSY(99, Integer.MAX_VALUE, HttpStatus.OK),
    /** {@code .40}: declined, for good. */
    DECLINES(40, 0, HttpStatus.PAYMENT_REQUIRED),
    /** {@code .42}: rejected as not processable, for good. */
    REJECTS(42, 0, HttpStatus.UNPROCESSABLE_CONTENT);

    private final int cents;
    private final int busyCalls;
    private final HttpStatus answer;

    GatewayScenario(int cents, int busyCalls, HttpStatus answer) {
        this.cents = cents;
        this.busyCalls = busyCalls;
        this.answer = answer;
    }

    /** Returns the scenario of an amount with at most two decimals. */
    public static GatewayScenario of(BigDecimal amount) {
        int cents = amount.remainder(BigDecimal.ONE).movePointRight(2).intValueExact();
        return Arrays.stream(values())
                .filter(scenario -> scenario.cents == cents)
                .findFirst()
                .orElse(ACCEPTS);
    }

    /** Returns an amount of so many whole units that leads to this scenario. */
    public BigDecimal amount(int units) {
        return BigDecimal.valueOf(units * 100L + Math.max(cents, 0), 2);
    }

    /**
     * Returns what the gateway answers.
     *
     * @param call number of the call for the same order, from 1
     */
    HttpStatus answer(int call) {
        return call <= busyCalls ? HttpStatus.SERVICE_UNAVAILABLE : answer;
    }
}
