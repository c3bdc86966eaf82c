package io.redrive.sample.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayScenarioTests {

    @ParameterizedTest
    @CsvSource({
        "12.50, ACCEPTS",
        "12, ACCEPTS",
        "12.1, ACCEPTS",
        "1E+3, ACCEPTS",
        "12.20, SLOW",
        "12.2, SLOW",
        "0.01, BUSY_ONCE",
        "12.02, BUSY_TWICE",
        "12.03, BUSY_THREE_TIMES",
        "12.99, BUSY",
        "12.40, DECLINES",
        "99999.42, REJECTS"
    })
    void followsFromTheCents(BigDecimal amount, GatewayScenario scenario) {
        assertThat(GatewayScenario.of(amount)).isEqualTo(scenario);
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPTS, 1, 200",
        "SLOW, 1, 200",
        "BUSY_ONCE, 1, 503",
        "BUSY_ONCE, 2, 200",
        "BUSY_TWICE, 2, 503",
        "BUSY_TWICE, 3, 200",
        "BUSY_THREE_TIMES, 3, 503",
        "BUSY_THREE_TIMES, 4, 200",
        "BUSY, 1000, 503",
        "DECLINES, 1, 402",
        "DECLINES, 2, 402",
        "REJECTS, 1, 422"
    })
    void answersByTheNumberOfTheCall(GatewayScenario scenario, int call, int status) {
        assertThat(scenario.answer(call).value()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void makesAmountsThatLeadBackToIt(GatewayScenario scenario) {
        assertThat(GatewayScenario.of(scenario.amount(7))).isEqualTo(scenario);
    }
}
