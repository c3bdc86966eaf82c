package io.redrive.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class RejoiningConsumerTests {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final List<MockConsumer<byte[], byte[]>> made = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Consumer<byte[], byte[]> consumer = RejoiningConsumer.of(this::make);

    @Test
    void goesOnWithAnotherConsumerAfterItsGroupHasRefusedIt() {
        // given
        subscribeAndAssign();
        made.get(0).setPollException(new GroupAuthorizationException("settlement"));
        assertThatThrownBy(this::poll).isInstanceOf(GroupAuthorizationException.class);
        assertThat(made).hasSize(1);

        // when
        poll();

        // then
        assertThat(made).hasSize(2);
        assertThat(made.get(0).closed()).isTrue();
        assertThat(made.get(1).subscription()).containsExactly("orders");
        assertThat(consumer.subscription()).containsExactly("orders");
        assertThat(told).containsExactly("assigned [orders-0]", "lost [orders-0]");
    }

    @Test
    void givesWhatTheNextOneIsAssignedToTheSameListener() {
        subscribeAndAssign();
        made.get(0).setPollException(new GroupAuthorizationException("settlement"));
        assertThatThrownBy(this::poll).isInstanceOf(GroupAuthorizationException.class);
        poll();

        made.get(1).rebalance(List.of(PARTITION));
        made.get(1).updateBeginningOffsets(Map.of(PARTITION, 0L));
        poll();

        assertThat(told).containsExactly("assigned [orders-0]", "lost [orders-0]", "assigned [orders-0]");
    }

    @Test
    void keepsTheConsumerAfterAnyOtherFailure() {
        subscribeAndAssign();
        for (KafkaException failure : List.of(new TopicAuthorizationException("orders"), new KafkaException("other"))) {
            made.get(0).setPollException(failure);
            assertThatThrownBy(this::poll).isSameAs(failure);
        }

        poll();

        assertThat(made).hasSize(1);
        assertThat(told).containsExactly("assigned [orders-0]");
    }

    @Test
    void keepsAConsumerThatIsNoMember() {
        consumer.assign(List.of(PARTITION));
        made.get(0).updateBeginningOffsets(Map.of(PARTITION, 0L));
        made.get(0).setPollException(new GroupAuthorizationException("settlement"));
        assertThatThrownBy(this::poll).isInstanceOf(GroupAuthorizationException.class);

        poll();

        assertThat(made).hasSize(1);
    }

    private MockConsumer<byte[], byte[]> make() {
        MockConsumer<byte[], byte[]> next = new MockConsumer<>("earliest");
        made.add(next);
        return next;
    }

    private void subscribeAndAssign() {
        consumer.subscribe(List.of("orders"), new ConsumerRebalanceListener() {

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                told.add("assigned " + partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                told.add("revoked " + partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                told.add("lost " + partitions);
            }
        });
        made.get(0).rebalance(List.of(PARTITION));
        made.get(0).updateBeginningOffsets(Map.of(PARTITION, 0L));
        poll();
    }

    private void poll() {
        consumer.poll(Duration.ZERO);
    }
}
