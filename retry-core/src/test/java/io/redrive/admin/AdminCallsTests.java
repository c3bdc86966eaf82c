package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class AdminCallsTests {

    private static final TopicPartition LED = new TopicPartition("orders", 0);
    private static final TopicPartition LEADERLESS = new TopicPartition("payments", 0);

    private final Admin admin = (Admin) Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> listed(((Map<?, ?>) arguments[0]).keySet()));
    private final AdminCalls calls =
            new AdminCalls(admin, InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")), Duration.ofSeconds(3));

    private static ListOffsetsResult listed(Set<?> partitions) {
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers = new HashMap<>();
        partitions.forEach(each -> {
            KafkaFutureImpl<ListOffsetsResultInfo> answer = new KafkaFutureImpl<>();
            if (each.equals(LED)) {
                answer.complete(new ListOffsetsResultInfo(7, -1, Optional.empty()));
            } else {
                answer.completeExceptionally(new TimeoutException("no leader"));
            }
            answers.put((TopicPartition) each, answer);
        });
        return new ListOffsetsResult(answers);
    }

    @Test
    void tellsWherePartitionsEndThoughOthersHaveNoLeader() {
        assertThat(calls.ends(List.of(LEADERLESS, LED), IsolationLevel.READ_COMMITTED))
                .containsExactly(Map.entry(LED, new TopicState.Ends(7, 7)));
    }

    @Test
    void saysThatNobodyAnswersWhenNobodyDoes() {
        assertThatExceptionOfType(BrokerUnavailableException.class)
                .isThrownBy(() -> calls.ends(List.of(LEADERLESS), IsolationLevel.READ_COMMITTED))
                .withMessageContaining("no leader");
    }
}
