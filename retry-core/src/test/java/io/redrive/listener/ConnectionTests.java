package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionTests {

    @Test
    void settingsWithACommonAddressLeadToTheSameCluster() {
        assertThat(Connection.shareServer(servers("a:1, b:2"), servers(List.of("b:2", "c:3"))))
                .isTrue();
        assertThat(Connection.shareServer(servers("a:1,b:2"), servers("b:3"))).isFalse();
    }

    @Test
    void settingsThatTellNoAddressAreNotJudged() {
        assertThat(Connection.shareServer(Map.of(), servers("a:1"))).isTrue();
        assertThat(Connection.shareServer(servers("a:1"), servers(" "))).isTrue();
    }

    @Test
    void itsTextHasNoPasswords() {
        Map<String, Object> settings = Map.of("bootstrap.servers", "a:1", "sasl.jaas.config", "password=hush");

        assertThat(new Connection(settings, settings, settings).toString())
                .contains("a:1")
                .doesNotContain("hush");
    }

    private static Map<String, Object> servers(Object servers) {
        return Map.of("bootstrap.servers", servers);
    }
}
