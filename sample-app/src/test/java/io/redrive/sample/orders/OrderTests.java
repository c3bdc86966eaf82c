package io.redrive.sample.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTests {

    @ParameterizedTest
    @ValueSource(strings = {"0.01", "1", "12.5", "99999.99", "1E+3"})
    void takesAmountsTheDatabaseCanHold(BigDecimal amount) {
        assertThat(new Order("A-1", amount, "Ada").amount()).isEqualTo(amount);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, 1, Ada, id",
                "'', 1, Ada, id",
                "A 1, 1, Ada, id",
                "A-1, null, Ada, amount",
                "A-1, 0, Ada, amount",
                "A-1, -1, Ada, amount",
                "A-1, 0.001, Ada, amount",
                "A-1, 100000, Ada, amount",
                "A-1, 1, null, customer",
                "A-1, 1, ' ', customer"
            })
    void refusesWhatIsMissingOrWrong(String id, BigDecimal amount, String customer, String complaint) {
        assertThatExceptionOfType(InvalidOrderException.class)
                .isThrownBy(() -> new Order(id, amount, customer))
                .withMessageStartingWith(complaint);
    }

    @Test
    void namesEverythingThatIsWrong() {
        assertThatExceptionOfType(InvalidOrderException.class)
                .isThrownBy(() -> new Order("", null, "x".repeat(81)))
                .withMessageContainingAll("id must", "amount is", "customer must");
    }
}
