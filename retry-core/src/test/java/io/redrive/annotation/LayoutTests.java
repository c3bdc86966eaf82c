package io.redrive.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.annotation.ContainerSpec.Handler;
import io.redrive.annotation.Layout.Suffixes;
import io.redrive.consume.TopicRole;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.TopicChain;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTests {

    private static final TopicChain ORDERS = chain("orders", List.of());
    private static final TopicChain REFUNDS = chain("refunds", List.of());
    private static final Suffixes PER_TOPIC = new Suffixes(List.of("-1", "-2"), List.of("-dlt"));
    private static final Suffixes SHARED = new Suffixes(List.of("-retry"), List.of("-dlt"));

    @Test
    void givesEachRetryTopicAContainerThatReadsThoseOfAllMainTopics() {
        assertThat(Layout.PER_TOPIC.containers(List.of(ORDERS, REFUNDS), PER_TOPIC, true))
                .containsExactly(
                        new ContainerSpec("", TopicRole.MAIN, List.of("orders", "refunds"), Handler.LISTENER),
                        new ContainerSpec("-1", TopicRole.RETRY, List.of("orders-1", "refunds-1"), Handler.LISTENER),
                        new ContainerSpec("-2", TopicRole.RETRY, List.of("orders-2", "refunds-2"), Handler.LISTENER),
                        new ContainerSpec(
                                "-dlt",
                                TopicRole.DEAD_LETTER,
                                List.of("orders-dlt", "refunds-dlt"),
                                Handler.DEAD_LETTER_HANDLER));
    }

    @Test
    void givesEachDeadLetterTopicAContainerAlsoWithoutAHandler() {
        TopicChain special = chain("orders", List.of("orders-io-dlt"));

        assertThat(Layout.PER_TOPIC.containers(
                        List.of(special), new Suffixes(List.of("-1", "-2"), List.of("-dlt", "-io-dlt")), false))
                .filteredOn(container -> container.role() == TopicRole.DEAD_LETTER)
                .containsExactly(
                        new ContainerSpec(
                                "-dlt", TopicRole.DEAD_LETTER, List.of("orders-dlt"), Handler.DEAD_LETTER_LOG),
                        new ContainerSpec(
                                "-io-dlt", TopicRole.DEAD_LETTER, List.of("orders-io-dlt"), Handler.DEAD_LETTER_LOG));
    }

    @Test
    void readsAllRetryTopicsWithOneContainer() {
        assertThat(Layout.SHARED.containers(List.of(ORDERS, REFUNDS), SHARED, true))
                .containsExactly(
                        new ContainerSpec("", TopicRole.MAIN, List.of("orders", "refunds"), Handler.LISTENER),
                        new ContainerSpec(
                                "-retry",
                                TopicRole.RETRY,
                                List.of("orders-1", "orders-2", "refunds-1", "refunds-2"),
                                Handler.LISTENER),
                        new ContainerSpec(
                                "-dlt",
                                TopicRole.DEAD_LETTER,
                                List.of("orders-dlt", "refunds-dlt"),
                                Handler.DEAD_LETTER_HANDLER));
    }

    @Test
    void hasNoContainerThatNothingWouldComeTo() {
        TopicChain once = new TopicChain("orders", List.of(), "orders-dlt");
        TopicChain dropping = new TopicChain("orders", List.of(), null);

        assertThat(Layout.SHARED.containers(List.of(once), SHARED, false)).hasSize(1);
        assertThat(Layout.SHARED.containers(List.of(dropping), SHARED, true)).hasSize(1);
        assertThat(Layout.PER_TOPIC.containers(List.of(dropping), new Suffixes(List.of(), List.of()), true))
                .hasSize(1);
    }

    private static TopicChain chain(String main, List<String> special) {
        Duration second = Duration.ofSeconds(1);
        return new TopicChain(
                main,
                List.of(new RetryTopic(main + "-1", second), new RetryTopic(main + "-2", second)),
                main + "-dlt",
                special);
    }
}
