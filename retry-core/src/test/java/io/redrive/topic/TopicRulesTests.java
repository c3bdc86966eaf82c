package io.redrive.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicRulesTests {

    @Test
    void theMainTopicsOfAPatternAreThoseThatMatchAndBelongToNoListener() {
        TopicRules rules = rules("orders.*");
        LiveTopics topics = new LiveTopics(List.of());

        Set<String> found = rules.mainTopics(
                Set.of("orders", "orders-eu", "orders-g-retry-1", "orders-eu-g-dlt", "orders-billed", "stock"),
                topic -> rules.isForwardTopic(topic, topics.view()) || topic.equals("orders-billed"));

        assertThat(found).containsExactly("orders", "orders-eu");
    }

    @Test
    void nobodyTakesTheTopicWithThePausesOfAGroupForAMainTopic() {
        TopicRules rules =
                new TopicRules("orders", Pattern.compile("orders.*"), TopicRulesTests::chain, ForwardNames.ofGroup());
        LiveTopics topics = new LiveTopics(List.of());

        assertThat(rules.mainTopics(
                        Set.of("orders", "orders-pauses", "orders-eu-pauses"),
                        topic -> rules.isForwardTopic(topic, topics.view())))
                .containsExactly("orders", "orders-eu-pauses");
    }

    @Test
    void nobodyTakesATopicWithJobsOfDeadLettersForAMainTopic() {
        TopicRules rules = rules("orders.*");
        LiveTopics topics = new LiveTopics(List.of());

        assertThat(rules.mainTopics(
                        Set.of("orders", "orders-g-dlt", "orders-g-dlt-redrives", "orders-redrives"),
                        topic -> rules.isForwardTopic(topic, topics.view())))
                .containsExactly("orders", "orders-redrives");
    }

    @Test
    void aListenerWithListedTopicsFindsNoOthers() {
        assertThat(rules(null).mainTopics(Set.of("orders"), topic -> false)).isEmpty();
    }

    @Test
    void retryTopicsThatLeftTheTopologyAreFoundWithTheirMainTopic() {
        LiveTopics topics = new LiveTopics(List.of(chain("orders"), chain("orders-eu")));

        assertThat(rules(null)
                        .retired(
                                Set.of(
                                        "orders",
                                        "orders-g-retry-1",
                                        "orders-g-retry-2",
                                        "orders-eu-g-retry-3",
                                        "orders-eu-g-dlt",
                                        "orders-h-retry-2",
                                        "stock-g-retry-2"),
                                topics.view(),
                                topic -> false))
                .containsOnlyKeys("orders-g-retry-2", "orders-eu-g-retry-3")
                .containsEntry("orders-g-retry-2", chain("orders"))
                .containsEntry("orders-eu-g-retry-3", chain("orders-eu"));
    }

    @Test
    void aRetiredTopicThatWasDeletedAndIsThereAgainIsFoundAgain() {
        LiveTopics topics = new LiveTopics(List.of(chain("orders")));
        topics.retire("orders-g-retry-2", chain("orders"));

        assertThat(rules(null).retired(Set.of("orders-g-retry-2"), topics.view(), topic -> false))
                .isEmpty();

        topics.retiredIsGone("orders-g-retry-2");

        assertThat(rules(null).retired(Set.of("orders-g-retry-2"), topics.view(), topic -> false))
                .containsOnlyKeys("orders-g-retry-2");
    }

    @Test
    void aMainTopicWhoseNameBeginsAsThoseOfRetryTopicsIsNoRetiredTopic() {
        TopicRules rules = new TopicRules(
                "g", null, TopicRulesTests::chain, ForwardNames.ofSuffixes(Set.of("-retry"), Set.of("-dlt")));
        LiveTopics topics = new LiveTopics(List.of(chain("orders")));

        assertThat(rules.retired(
                        Set.of("orders-retry-tool", "orders-retry-1-tool", "orders-retries", "orders-retry-1-2-3"),
                        topics.view(),
                        topic -> false))
                .isEmpty();
    }

    @Test
    void aGroupWhoseNameLooksLikeASuffixTakesNothingFromOthers() {
        TopicRules rules = new TopicRules("g-retry-1", null, TopicRulesTests::chain, ForwardNames.ofGroup());
        LiveTopics topics = new LiveTopics(List.of(chain("orders")));

        assertThat(rules.retired(
                        Set.of("orders-g-retry-1", "orders-g-retry-2", "orders-g-retry-1-retry-7"),
                        topics.view(),
                        topic -> false))
                .containsOnlyKeys("orders-g-retry-1-retry-7");
    }

    @Test
    void whatAnotherListenerUsesIsNotRetired() {
        LiveTopics topics = new LiveTopics(List.of(chain("orders")));

        assertThat(rules(null).retired(Set.of("orders-g-retry-2"), topics.view(), topic -> true))
                .isEmpty();
    }

    @Test
    void aFormerTopicBelongsToTheLongestMainTopicThatItCanBeOf() {
        TopicRules rules = new TopicRules(
                "g", null, TopicRulesTests::chain, ForwardNames.ofSuffixes(Set.of("-retry"), Set.of("-dlt")));
        LiveTopics topics = new LiveTopics(List.of(chain("orders"), chain("orders-retry")));

        assertThat(rules.retired(Set.of("orders-retry-retry-5"), topics.view(), topic -> false))
                .containsEntry("orders-retry-retry-5", chain("orders-retry"));
    }

    @Test
    void whatCanBeOfTwoMainTopicsIsOfTheLongerOne() {
        TopicRules rules = new TopicRules(
                "g",
                null,
                TopicRulesTests::chain,
                ForwardNames.ofSuffixes(Set.of("-retry", "-eu-retry"), Set.of("-dlt")));

        for (List<TopicChain> chains :
                List.of(List.of(chain("orders"), chain("orders-eu")), List.of(chain("orders-eu"), chain("orders")))) {
            assertThat(rules.retired(Set.of("orders-eu-retry"), new LiveTopics(chains).view(), topic -> false))
                    .containsEntry("orders-eu-retry", chain("orders-eu"));
        }
    }

    @Test
    void forwardTopicsAreThoseOfAChainAndThoseThatItHadOrMayHave() {
        LiveTopics.View view = new LiveTopics(List.of(chain("orders"))).view();
        TopicRules rules = rules(null);

        assertThat(List.of("orders-g-retry-1", "orders-g-retry-9", "orders-g-dlt", "orders-g-io-dlt"))
                .allMatch(topic -> rules.isForwardTopic(topic, view));
        assertThat(List.of("orders", "stock", "stock-g-retry-1", "orders-h-retry-1", "orders-h-dlt"))
                .noneMatch(topic -> rules.isForwardTopic(topic, view));
        assertThat(rules("stock.*").isForwardTopic("stock-g-retry-1", view)).isTrue();
    }

    @Test
    void aTopicThatIsNamedOtherwiseIsAForwardTopicWhereTheChainSaysSo() {
        TopicChain named = new TopicChain("orders", List.of(new RetryTopic("later", Duration.ofSeconds(1))), "never");
        LiveTopics.View view = new LiveTopics(List.of(named)).view();

        assertThat(rules(null).isForwardTopic("later", view)).isTrue();
        assertThat(rules(null).isForwardTopic("never", view)).isTrue();
        assertThat(rules(null).isForwardTopic("orders", view)).isFalse();
    }

    @Test
    void liveTopicsFollowWhatComesAndGoes() {
        LiveTopics topics = new LiveTopics(List.of(chain("orders")));
        LiveTopics.View before = topics.view();

        topics.add(chain("orders-eu"));
        topics.retire("orders-g-retry-7", chain("orders"));
        topics.retainMainTopics(Set.of("orders-eu"));

        assertThat(before.mainTopics()).containsExactly("orders");
        LiveTopics.View after = topics.view();
        assertThat(after.mainTopics()).containsExactly("orders-eu");
        assertThat(after.retryTopics())
                .containsExactlyInAnyOrder("orders-g-retry-1", "orders-eu-g-retry-1", "orders-g-retry-7");
        assertThat(after.retryTopics(0)).containsExactlyInAnyOrder("orders-g-retry-1", "orders-eu-g-retry-1");
        assertThat(after.retryTopics(1)).isEmpty();
        assertThat(after.retiredTopics((topic, chain) -> chain.equals(chain("orders"))))
                .containsExactly("orders-g-retry-7");
        assertThat(after.retiredTopics((topic, chain) -> topic.equals("orders")))
                .isEmpty();
        assertThat(after.chain("orders-g-retry-7")).isEqualTo(chain("orders"));
        assertThat(after.chain("orders")).isEqualTo(chain("orders"));

        topics.retiredIsGone("orders-g-retry-7");

        assertThat(topics.view().retryTopics()).doesNotContain("orders-g-retry-7");
        assertThat(topics.view().chain("orders-g-retry-7")).isEqualTo(chain("orders"));
    }

    @Test
    void howLongARecordMayWaitFollowsFromTheRetentionOfItsTopic() {
        LiveTopics topics = new LiveTopics(List.of());
        topics.keeps("an hour", Duration.ofDays(7).plusHours(1));
        topics.keeps("default", Duration.ofDays(7));
        topics.keeps("short", Duration.ofHours(1));
        topics.keeps("year", Duration.ofDays(365));
        topics.keeps("for ever", Duration.ofMillis(-1));

        assertThat(topics.longestWait("an hour")).isEqualTo(Duration.ofHours(1));
        assertThat(topics.longestWait("default")).isZero();
        assertThat(topics.longestWait("short")).isZero();
        assertThat(topics.longestWait("year")).isEqualTo(Duration.ofDays(30));
        assertThat(topics.longestWait("for ever")).isEqualTo(Duration.ofDays(30));
        assertThat(topics.longestWait("unknown")).isZero();
    }

    private static TopicRules rules(@Nullable String pattern) {
        return new TopicRules(
                "g", pattern == null ? null : Pattern.compile(pattern), TopicRulesTests::chain, ForwardNames.ofGroup());
    }

    private static TopicChain chain(String mainTopic) {
        return new TopicChain(
                mainTopic,
                List.of(new RetryTopic(TopicNaming.retryTopic(mainTopic, "g", 1), Duration.ofSeconds(1))),
                TopicNaming.deadLetterTopic(mainTopic, "g"));
    }
}
