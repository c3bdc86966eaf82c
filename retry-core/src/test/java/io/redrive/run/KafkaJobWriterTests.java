package io.redrive.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaJobWriterTests {

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaJobWriter writer = new KafkaJobWriter(id -> producer, "orders-dlt-redrives");

    @Test
    void canNoteWhyItMayNotSendToATopicOfWhichItMayNotKnowThePartitions() {
        // given
        writer.open();
        producer.partitionsForException = new TopicAuthorizationException("elsewhere");

        // when
        assertThatThrownBy(() -> writer.write(
                        List.of(new ProducerRecord<>("elsewhere", new byte[1], new byte[1])),
                        Map.of("job", new byte[1])))
                .isInstanceOf(TopicAuthorizationException.class);
        writer.write(List.of(), Map.of("job", new byte[1]));

        // then
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly("orders-dlt-redrives");
    }
}
