package io.redrive.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamingTests {

    @Test
    void namesCarryTopicGroupAndLevel() {
        assertThat(TopicNaming.retryTopic("orders", "billing", 1)).isEqualTo("orders-billing-retry-1");
        assertThat(TopicNaming.retryTopic("orders.v1", "bill_ing", 12)).isEqualTo("orders.v1-bill_ing-retry-12");
        assertThat(TopicNaming.deadLetterTopic("orders", "billing")).isEqualTo("orders-billing-dlt");
    }

    @Test
    void pausesAreKeptUnderTheNameOfTheGroup() {
        assertThat(TopicNaming.pauseTopic("billing")).isEqualTo("billing-pauses");
        assertThat(TopicNaming.pauseTopic("bill/ing")).matches("bill_ing-[0-9a-f]{8}-pauses");
    }

    @Test
    void deadLettersOfSomeFailuresHaveASuffixOfTheirOwn() {
        assertThat(TopicNaming.deadLetterTopic("orders", "billing", "-io")).isEqualTo("orders-billing-io-dlt");
    }

    @Test
    void illegalCharactersOfAGroupAreReplacedAndTheNameIsMarked() {
        String name = TopicNaming.retryTopic("orders", "bill/ing für EU", 1);

        assertThat(name).matches("orders-bill_ing_f_r_EU-[0-9a-f]{8}-retry-1");
        Topic.validate(name);
    }

    @Test
    void namesAreTheSameEveryTime() {
        assertThat(TopicNaming.retryTopic("orders", "bill/ing", 1))
                .isEqualTo("orders-bill_ing-44baef74-retry-1")
                .isEqualTo(TopicNaming.retryTopic("orders", "bill/ing", 1));
    }

    @Test
    void aNameOfExactlyTheLongestLengthIsLeftAsItIs() {
        String group = "g".repeat(TopicNaming.LONGEST_NAME - "t-".length() - "-retry-1".length());

        assertThat(TopicNaming.retryTopic("t", group, 1))
                .hasSize(TopicNaming.LONGEST_NAME)
                .isEqualTo("t-" + group + "-retry-1");
        assertThat(TopicNaming.retryTopic("t", group + "g", 1))
                .hasSize(TopicNaming.LONGEST_NAME)
                .matches("t-g+-[0-9a-f]{8}-retry-1");
    }

    @Test
    void groupsThatDifferOnlyBehindTheCutHaveDifferentTopics() {
        String start = "g".repeat(300);

        assertThat(TopicNaming.deadLetterTopic("t", start + "1"))
                .hasSize(TopicNaming.LONGEST_NAME)
                .isNotEqualTo(TopicNaming.deadLetterTopic("t", start + "2"));
    }

    @Test
    void groupsThatCleaningWouldMakeEqualHaveDifferentTopics() {
        Set<String> names = new HashSet<>();

        for (String group : new String[] {"a b", "a_b", "a/b", "a:b", "aüb", "a\tb", "a😀b"}) {
            names.add(TopicNaming.retryTopic("orders", group, 1));
        }

        assertThat(names).hasSize(7);
    }

    @Test
    void aGroupNamedLikeTheMarkedNameOfAnotherHasATopicOfItsOwn() {
        String marked = TopicNaming.retryTopic("orders", "bill/ing", 1);
        String imitation = marked.substring("orders-".length(), marked.length() - "-retry-1".length());

        assertThat(TopicNaming.retryTopic("orders", imitation, 1)).isNotEqualTo(marked);
    }

    @Test
    void noTwoGroupsOfATopicShareATopicAndEveryNameIsLegal() {
        long seed = Long.getLong("sim.seed", 42L);
        Random random = new Random(seed);
        String alphabet = "ab-._ /:é😀0";
        Map<String, String> ownerOfName = new HashMap<>();
        for (int i = 0; i < 15_000; i++) {
            StringBuilder group = new StringBuilder();
            int length = random.nextInt(10) == 0 ? 230 + random.nextInt(30) : 1 + random.nextInt(6);
            for (int c = 0; c < length; c++) {
                group.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, random.nextInt(11))));
            }

            for (String name : new String[] {
                TopicNaming.retryTopic("main-topic", group.toString(), 1),
                TopicNaming.retryTopic("main-topic", group.toString(), 2),
                TopicNaming.deadLetterTopic("main-topic", group.toString())
            }) {
                Topic.validate(name);
                assertThat(TopicNaming.checked(name)).isEqualTo(name);
                String owner = ownerOfName.putIfAbsent(name, group.toString());
                assertThat(owner).as("seed %d: owner of %s", seed, name).isIn(null, group.toString());
            }
        }
    }

    @Test
    void theTopicsOfOneGroupDiffer() {
        String longGroup = "ü".repeat(300);

        assertThat(Set.of(
                        TopicNaming.retryTopic("t", longGroup, 1),
                        TopicNaming.retryTopic("t", longGroup, 2),
                        TopicNaming.retryTopic("t", longGroup, 11),
                        TopicNaming.deadLetterTopic("t", longGroup)))
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä", "a\n"})
    void anIllegalNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicNaming.checked(name))
                .withMessageContaining("legal topic name");
    }

    @Test
    void aNameIsRefusedFromTwoHundredAndFiftyCharactersOn() {
        assertThat(TopicNaming.checked("a".repeat(249))).hasSize(249);

        assertThatIllegalArgumentException().isThrownBy(() -> TopicNaming.checked("a".repeat(250)));
    }

    @Test
    void theLimitsAreKafkas() {
        Topic.validate("a".repeat(TopicNaming.LONGEST_NAME));

        assertThat(Topic.isValid("a".repeat(TopicNaming.LONGEST_NAME + 1))).isFalse();
    }
}
