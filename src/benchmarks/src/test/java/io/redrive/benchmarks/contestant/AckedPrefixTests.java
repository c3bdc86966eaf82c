package io.redrive.benchmarks.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class AckedPrefixTests {

    private final AckedPrefix prefix = new AckedPrefix();

    @Test
    void endsBeforeTheFirstRecordThatIsNotAcknowledged() {
        prefix.processed(5);
        Callback six = prefix.forwarding(6);
        Callback seven = prefix.forwarding(7);
        prefix.processed(8);

        assertThat(prefix.end()).isEqualTo(6);
        seven.onCompletion(null, null);
        assertThat(prefix.end()).isEqualTo(6);
        six.onCompletion(null, null);
        assertThat(prefix.end()).isEqualTo(9);
        assertThat(prefix.hasOutstanding()).isFalse();
    }

    @Test
    void breaksDownWhenARecordCouldNotBeForwarded() {
        prefix.forwarding(6).onCompletion(null, new KafkaException("gone"));

        assertThatThrownBy(prefix::end).isInstanceOf(KafkaException.class);
    }
}
