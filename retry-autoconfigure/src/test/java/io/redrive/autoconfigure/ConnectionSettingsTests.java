package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.PrintingLifecycleProcessor.Exit;
import io.redrive.listener.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaAdmin;

/** Whatever Boot makes clients connect with, all that Redrive connects with has it, too. */
class ConnectionSettingsTests {

    private static final SslBundle BUNDLE = SslBundle.of(SslStoreBundle.NONE);

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    KafkaAutoConfiguration.class, RedriveAutoConfiguration.class, RedrivePrintAutoConfiguration.class))
            .withBean(Exit.class, () -> code -> {})
            .withBean(Orders.class)
            // So that nothing is started, and no broker is looked for.
            .withPropertyValues("redrive.topics.print=commands");

    @Test
    void takesTheBrokersOfConnectionDetails() {
        application
                .withPropertyValues("spring.kafka.bootstrap-servers=not-these.invalid:9092")
                .withBean(KafkaConnectionDetails.class, () -> () -> List.of("container.invalid:32768"))
                .run(context -> assertThat(settings(context))
                        .allSatisfy(settings ->
                                assertThat(Connection.servers(settings)).containsExactly("container.invalid:32768")));
    }

    @Test
    void takesSecurityAndBundleOfProperties() {
        application
                .withPropertyValues(
                        "spring.kafka.bootstrap-servers=secure.invalid:9093",
                        "spring.kafka.security.protocol=SASL_SSL",
                        "spring.kafka.ssl.bundle=kafka",
                        "spring.kafka.properties.sasl.mechanism=PLAIN")
                .withBean(SslBundles.class, () -> new DefaultSslBundleRegistry("kafka", BUNDLE))
                .run(context -> assertThat(settings(context))
                        .allSatisfy(settings -> assertThat(settings)
                                .containsEntry("security.protocol", "SASL_SSL")
                                .containsEntry("sasl.mechanism", "PLAIN")
                                .containsEntry(SslBundle.class.getName(), BUNDLE)
                                .containsKey("ssl.engine.factory.class")));
    }

    /** Returns what connects the consumers, the forwards, and what looks at topics. */
    private static List<Map<String, Object>> settings(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        Connection connection = context.getBean(EngineRuntime.class)
                .engine()
                .listeners()
                .all()
                .get(0)
                .listener()
                .connection();
        return List.of(
                connection.consumers(),
                connection.retryConsumers(),
                connection.producers(),
                AdminConnections.of(connection.consumers(), context.getBeanProvider(KafkaAdmin.class)));
    }

    static class Orders {

        @KafkaListener(id = "orders", topics = "orders")
        @KafkaRetry
        void listen(String value) {}
    }
}
