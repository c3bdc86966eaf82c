package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.topic.GroupChange;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetHandoverTests {

    private static final TopicPartition FIRST = new TopicPartition("retry-1", 0);
    private static final TopicPartition SECOND = new TopicPartition("retry-2", 0);

    private static final List<GroupChange> TO_SHARED =
            List.of(new GroupChange("retry-1", "shared", "one"), new GroupChange("retry-2", "shared", "two"));

    @Test
    void goesOnWhereFormerGroupsAreFurtherWithWhatTheyHaveNotedBesides() {
        // given
        OffsetAndMetadata one = new OffsetAndMetadata(7, "noted");
        OffsetAndMetadata two = new OffsetAndMetadata(5);

        // when
        Map<String, Map<TopicPartition, OffsetAndMetadata>> ahead = OffsetHandover.ahead(
                TO_SHARED,
                Map.of(
                        "shared",
                        Map.of(SECOND, new OffsetAndMetadata(4)),
                        "one",
                        Map.of(FIRST, one, SECOND, new OffsetAndMetadata(9)),
                        "two",
                        Map.of(SECOND, two)));

        // then
        assertThat(ahead).containsExactly(Map.entry("shared", Map.of(FIRST, one, SECOND, two)));
    }

    @Test
    void neverGoesBack() {
        assertThat(OffsetHandover.ahead(
                        TO_SHARED,
                        Map.of(
                                "shared",
                                Map.of(FIRST, new OffsetAndMetadata(7), SECOND, new OffsetAndMetadata(5)),
                                "one",
                                Map.of(FIRST, new OffsetAndMetadata(7)),
                                "two",
                                Map.of(SECOND, new OffsetAndMetadata(4)))))
                .isEmpty();
    }

    @Test
    void saysNothingOfGroupsWhoseOffsetsMayNotBeSeen() {
        assertThat(OffsetHandover.ahead(TO_SHARED, Map.of("one", Map.of(FIRST, new OffsetAndMetadata(7)))))
                .isEmpty();
        assertThat(OffsetHandover.ahead(TO_SHARED, Map.of("shared", Map.of()))).isEmpty();
    }
}
