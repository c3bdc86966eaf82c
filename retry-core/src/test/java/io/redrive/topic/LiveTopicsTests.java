package io.redrive.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveTopicsTests {

    private final TopicChain orders = chain("orders");
    private final TopicChain refunds = chain("refunds");
    private final LiveTopics topics = new LiveTopics(List.of(orders, refunds));

    @Test
    void knowsToWhichChainATopicBelongs() {
        LiveTopics.View view = topics.view();

        assertThat(view.chain("orders")).isSameAs(orders);
        assertThat(view.chain("orders-retry-1")).isSameAs(orders);
        assertThat(view.chain("refunds-dlt")).isSameAs(refunds);
        assertThat(view.chain("other")).isNull();
        assertThat(view.chains()).containsExactly(orders, refunds);
        assertThat(topics.view()).isSameAs(view);
    }

    @Test
    void listsTopicsByLevelAndByIndex() {
        LiveTopics.View view = topics.view();

        assertThat(view.mainTopics()).containsExactlyInAnyOrder("orders", "refunds");
        assertThat(view.retryTopics())
                .containsExactly("orders-retry-0", "refunds-retry-0", "orders-retry-1", "refunds-retry-1");
        assertThat(view.retryTopics(0)).containsExactly("orders-retry-0", "refunds-retry-0");
        assertThat(view.retryTopics(1)).containsExactly("orders-retry-1", "refunds-retry-1");
        assertThat(view.retryTopics(2)).isEmpty();
        assertThat(view.deadLetterTopics()).containsExactly("orders-dlt", "refunds-dlt", "orders-io", "refunds-io");
        assertThat(view.deadLetterTopics(0)).containsExactly("orders-dlt", "refunds-dlt");
        assertThat(view.deadLetterTopics(1)).containsExactly("orders-io", "refunds-io");
        assertThat(view.deadLetterTopics(2)).isEmpty();
    }

    @Test
    void aViewThatWasTakenDoesNotChange() {
        LiveTopics.View before = topics.view();

        topics.add(chain("returns"));

        assertThat(before.chain("returns")).isNull();
        assertThat(topics.view().chain("returns-retry-0")).isNotNull();
        assertThat(topics.view().mainTopics()).containsExactlyInAnyOrder("orders", "refunds", "returns");
    }

    @Test
    void whatWaitsForAMainTopicThatIsGoneIsStillRead() {
        topics.retainMainTopics(Set.of("refunds"));

        LiveTopics.View view = topics.view();
        assertThat(view.mainTopics()).containsExactly("refunds");
        assertThat(view.retryTopics(0)).containsExactly("orders-retry-0", "refunds-retry-0");
        assertThat(view.chains()).containsExactly(orders, refunds);
    }

    @Test
    void nothingChangesWhileAllMainTopicsExist() {
        LiveTopics.View view = topics.view();

        topics.retainMainTopics(Set.of("orders", "refunds", "other"));

        assertThat(topics.view()).isSameAs(view);
    }

    @Test
    void aMainTopicThatComesBackIsReadAgain() {
        topics.retainMainTopics(Set.of("refunds"));

        topics.add(orders);

        assertThat(topics.view().mainTopics()).containsExactlyInAnyOrder("orders", "refunds");
    }

    @Test
    void retiredTopicsAreReadAndGoOnWithTheirChain() {
        topics.retire("orders-retry-7", orders);

        LiveTopics.View view = topics.view();
        assertThat(view.isRetired("orders-retry-7")).isTrue();
        assertThat(view.isRetired("orders-retry-0")).isFalse();
        assertThat(view.isRead("orders-retry-7")).isTrue();
        assertThat(view.isRead("orders-retry-0")).isTrue();
        assertThat(view.isRead("other")).isFalse();
        assertThat(view.chain("orders-retry-7")).isSameAs(orders);
        assertThat(view.retryTopics()).contains("orders-retry-7");
        assertThat(view.retiredTopics()).containsExactly("orders-retry-7");
        assertThat(view.retiredTopics((topic, chain) -> chain.equals(orders))).containsExactly("orders-retry-7");
        assertThat(view.retiredTopics((topic, chain) -> chain.equals(refunds))).isEmpty();
    }

    @Test
    void aRetiredTopicThatIsGoneIsNoLongerRead() {
        topics.retire("orders-retry-7", orders);

        topics.retiredIsGone("orders-retry-7");

        LiveTopics.View view = topics.view();
        assertThat(view.isRetired("orders-retry-7")).isTrue();
        assertThat(view.isRead("orders-retry-7")).isFalse();
        assertThat(view.retiredTopics()).isEmpty();
        assertThat(view.retryTopics()).doesNotContain("orders-retry-7");

        topics.retire("orders-retry-7", orders);

        assertThat(topics.view().isRead("orders-retry-7")).isTrue();
        assertThat(topics.view().retiredTopics()).containsExactly("orders-retry-7");
    }

    @Test
    void whatHappensToMainTopicsLeavesRetiredOnesAlone() {
        topics.retire("orders-retry-7", orders);
        topics.retire("orders-retry-8", orders);
        topics.retiredIsGone("orders-retry-8");

        topics.add(chain("returns"));
        topics.retainMainTopics(Set.of("refunds"));

        assertThat(topics.view().retiredTopics()).containsExactly("orders-retry-7");
        assertThat(topics.view().isRetired("orders-retry-8")).isTrue();
    }

    @Test
    void howLongRecordsMayWaitFollowsFromWhatATopicKeeps() {
        topics.keeps("orders-retry-0", Duration.ofDays(10));

        assertThat(topics.longestWait("orders-retry-0")).isEqualTo(RetryTopic.longestWait(Duration.ofDays(10)));
        assertThat(topics.longestWait("orders-retry-0")).isPositive();
        assertThat(topics.longestWait("orders-retry-1")).isZero();
    }

    @Test
    void remembersTopicsThatAreSharedWithOthers() {
        topics.sharedWithOthers("orders-retry-0");

        assertThat(topics.isSharedWithOthers("orders-retry-0")).isTrue();
        assertThat(topics.isSharedWithOthers("orders-retry-1")).isFalse();
    }

    @Test
    void countsWhatWasDeletedByTopic() {
        topics.deleted("orders-retry-1", 2);
        topics.deleted("orders-retry-0", 1);
        topics.deleted("orders-retry-1", 3);

        assertThat(topics.deleted()).containsExactly(Map.entry("orders-retry-0", 1L), Map.entry("orders-retry-1", 5L));
    }

    private static TopicChain chain(String name) {
        return new TopicChain(
                name,
                List.of(
                        new RetryTopic(name + "-retry-0", Duration.ofSeconds(1)),
                        new RetryTopic(name + "-retry-1", Duration.ofSeconds(2))),
                name + "-dlt",
                List.of(name + "-io"));
    }
}
