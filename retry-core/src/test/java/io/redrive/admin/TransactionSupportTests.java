package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransactionSupportTests {

    @Test
    void saysWhatToRaiseWhereLateRequestsAreNotGuardedAgainst() {
        assertThat(TransactionSupport.shortcoming(2)).isNull();
        assertThat(TransactionSupport.shortcoming(3)).isNull();
        assertThat(TransactionSupport.shortcoming(1))
                .startsWith("The brokers have transaction.version=1: ")
                .endsWith("kafka-features.sh --bootstrap-server <broker> upgrade --feature transaction.version=2");
    }
}
