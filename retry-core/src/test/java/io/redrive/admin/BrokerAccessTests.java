package io.redrive.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerAccessTests {

    @Test
    void aConnectionIsAddressesAndSecurityAndWhatSomePlugInMayUnderstand() {
        assertThat(BrokerAccess.connection(Map.of(
                        "bootstrap.servers", "a:9092",
                        "security.protocol", "SASL_SSL",
                        "sasl.jaas.config", "secret",
                        "ssl.truststore.location", "trust",
                        "group.id", "g",
                        "client.id", "c",
                        "request.timeout.ms", "7",
                        "linger.ms", "5",
                        "login.plug.in", "x")))
                .containsOnlyKeys(
                        "bootstrap.servers",
                        "security.protocol",
                        "sasl.jaas.config",
                        "ssl.truststore.location",
                        "login.plug.in");
    }

    @Test
    void clientsAreTheSameUserWhenTheirCredentialsAreTheSame() {
        Map<String, Object> consumers = Map.of(
                "bootstrap.servers",
                "a:1",
                "sasl.jaas.config",
                "orders",
                "ssl.truststore.location",
                "/trust",
                "group.id",
                "g");

        assertThat(BrokerAccess.isSameUser(
                        Map.of(
                                "bootstrap.servers",
                                "b:1",
                                "sasl.jaas.config",
                                "orders",
                                "ssl.truststore.location",
                                "/trust"),
                        consumers))
                .isTrue();
        assertThat(BrokerAccess.isSameUser(
                        Map.of(
                                "bootstrap.servers",
                                "a:1",
                                "sasl.jaas.config",
                                "admin",
                                "ssl.truststore.location",
                                "/trust"),
                        consumers))
                .isFalse();
    }
}
