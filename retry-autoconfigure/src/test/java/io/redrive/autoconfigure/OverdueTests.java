package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.consume.Holding;
import io.redrive.consume.TopicRole;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverdueTests {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void isTheTimeSinceTheOldestRecordOfAnyTopicWasDue() {
        assertThat(Overdue.of(holding(NOW.minusSeconds(2), NOW.minusSeconds(9), NOW.plusSeconds(5), null)))
                .isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void isZeroWhenNothingIsDue() {
        assertThat(Overdue.of(holding(NOW.plusSeconds(5), null))).isZero();
        assertThat(Overdue.of(holding())).isZero();
    }

    private static Holding holding(Instant... oldestDue) {
        List<Holding.OfTopic> topics = Arrays.stream(oldestDue)
                .map(due -> new Holding.OfTopic("retry", 1, 3, 300, 1, 0, due))
                .toList();
        return new Holding("consumer", TopicRole.RETRY, NOW, topics, 0);
    }
}
