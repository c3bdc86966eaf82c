package io.redrive.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTests {

    @ParameterizedTest
    @CsvSource({
        "orders, orders, 0",
        "ordrs, orders, 1",
        "oredrs, orders, 1",
        "Orders, orders, 0",
        "a, xyz, 3",
        "'', ab, 2"
    })
    void countsMistakes(String written, String meant, int mistakes) {
        assertThat(NearestName.distance(written, meant)).isEqualTo(mistakes);
    }

    @Test
    void findsTheNameThatIsMostLikelyMeant() {
        assertThat(NearestName.of("ordres", List.of("payments", "orders", "order")))
                .isEqualTo("orders");
        assertThat(NearestName.of("settlement", List.of("orders"))).isNull();
        assertThat(NearestName.of("orders", List.of())).isNull();
    }
}
