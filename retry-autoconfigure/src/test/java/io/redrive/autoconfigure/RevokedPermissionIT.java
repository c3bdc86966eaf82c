package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.redrive.Redrive;
import io.redrive.redrive.RedriveGuarantee;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveState;
import io.redrive.redrive.Redrives;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.KafkaEvent;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A permission that is taken away while the application runs, and given back. */
class RevokedPermissionIT {

    private static EmbeddedKafkaKraftBroker broker;
    private static Admin admin;
    private static KafkaProducer<String, String> producer;

    @BeforeAll
    static void startBroker() {
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        // Not the one that the tests of this JVM share.
        broker.brokerListProperty("revoked.brokers");
        broker.brokerProperties(Map.of(
                "auto.create.topics.enable", "false",
                "group.initial.rebalance.delay.ms", "0",
                "offsets.topic.num.partitions", "1",
                "authorizer.class.name", StandardAuthorizer.class.getName(),
                "super.users", "User:admin",
                "allow.everyone.if.no.acl.found", "true",
                "principal.builder.class", Everybody.class.getName()));
        broker.afterPropertiesSet();
        admin = Admin.create(Map.of("bootstrap.servers", broker.getBrokersAsString()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.getBrokersAsString()),
                new StringSerializer(),
                new StringSerializer());
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
        admin.close();
        broker.destroy();
    }

    @ParameterizedTest
    @CsvSource({"revoked-main,revoked-main", "revoked-retries,revoked-retries-revoked-retry-1"})
    void goesOnWhenAPermissionToReadIsGivenBack(String topic, String resource) {
        // given
        TestBroker.await(
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
        try (var context = application(topic)) {
            Listener listener = context.getBean(Listener.class);
            send(topic, "before");
            TestApp.eventually(() -> assertThat(listener.processed).contains("before"));

            // when
            var pattern = new ResourcePattern(ResourceType.TOPIC, resource, PatternType.LITERAL);
            // Where anything is said, only what is allowed is.
            TestBroker.await(admin.createAcls(List.of(
                            entry(pattern, AclOperation.ALL, AclPermissionType.ALLOW),
                            entry(pattern, AclOperation.READ, AclPermissionType.DENY)))
                    .all());
            send(topic, "meanwhile");
            TestApp.eventually(() -> assertThat(listener.events).isNotEmpty());
            TestApp.eventually(() -> assertThat(health(context)).isEqualTo(Status.DOWN));
            TestBroker.await(
                    admin.deleteAcls(List.of(new AclBindingFilter(pattern.toFilter(), AccessControlEntryFilter.ANY)))
                            .all());

            // then
            TestApp.eventually(() -> assertThat(listener.processed).contains("meanwhile"));
            TestApp.eventually(() -> assertThat(health(context)).isEqualTo(Status.UP));
        }
    }

    @Test
    void sendsDeadLettersBackAtLeastOnceWithoutTheRightToUseTheTransaction() {
        // given
        String dead = "revoked-dead-revoked-dlt";
        TestBroker.await(admin.createTopics(List.of(new NewTopic("revoked-dead", 1, (short) 1)))
                .all());
        var transaction = new ResourcePattern(ResourceType.TRANSACTIONAL_ID, dead + "-redrives", PatternType.LITERAL);
        TestBroker.await(admin.createAcls(List.of(entry(transaction, AclOperation.ALL, AclPermissionType.DENY)))
                .all());
        try (var context = application("revoked-dead")) {
            Listener listener = context.getBean(Listener.class);
            Redrives redrives = context.getBean(Redrives.class);
            send("revoked-dead", "dies");
            TestApp.eventually(() -> assertThat(redrives.plan(RedriveSelection.all(dead), RedriveOptions.DEFAULT)
                            .targets())
                    .containsExactly(Map.entry("revoked-dead-revoked-retry-1", 1L)));

            // when
            listener.mended = true;
            Redrive job = redrives.start(RedriveSelection.all(dead), RedriveOptions.DEFAULT);

            // then
            TestApp.eventually(() -> assertThat(redrives.find(job.id()).state()).isEqualTo(RedriveState.COMPLETED));
            assertThat(redrives.find(job.id()).guarantee()).isEqualTo(RedriveGuarantee.AT_LEAST_ONCE);
            TestApp.eventually(() -> assertThat(listener.processed).contains("dies"));
            assertThat(redrives.plan(RedriveSelection.all(dead), RedriveOptions.DEFAULT)
                            .skipped())
                    .containsExactly(Map.entry("done", 1L));
        }
    }

    private static ConfigurableApplicationContext application(String topic) {
        return TestApp.builder(List.of(Listener.class), "revoked.topic=" + topic)
                .initializers(each -> each.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                "brokers", Map.of("spring.kafka.bootstrap-servers", broker.getBrokersAsString()))))
                .run();
    }

    private static Status health(ApplicationContext context) {
        return Objects.requireNonNull(context.getBean("redriveHealthIndicator", HealthIndicator.class)
                        .health())
                .getStatus();
    }

    private static AclBinding entry(ResourcePattern pattern, AclOperation operation, AclPermissionType type) {
        return new AclBinding(pattern, new AccessControlEntry("User:app", "*", operation, type));
    }

    private static void send(String topic, String value) {
        TestBroker.await(producer.send(new ProducerRecord<>(topic, value)));
    }

    /** All clients are the application, also the administrator's: it may do what is not denied. */
    public static final class Everybody extends DefaultKafkaPrincipalBuilder {

        /** Creates a builder, as a broker does. */
        public Everybody() {
            super(null, null);
        }

        @Override
        public KafkaPrincipal build(AuthenticationContext context) {
            return new KafkaPrincipal(
                    KafkaPrincipal.USER_TYPE, context.listenerName().equals("EXTERNAL") ? "app" : "admin");
        }
    }

    static class Listener {

        private final Set<String> processed = ConcurrentHashMap.newKeySet();
        private final Set<KafkaEvent> events = ConcurrentHashMap.newKeySet();
        private volatile boolean mended;

        @KafkaListener(id = "revoked", topics = "${revoked.topic}")
        @KafkaRetry(delays = "100ms")
        void listen(ConsumerRecord<String, String> record) {
            if (record.topic().endsWith("-1") && (mended || !record.value().equals("dies"))) {
                processed.add(record.value());
            } else {
                throw new IllegalStateException("fails once");
            }
        }

        @EventListener({ConsumerRetryAuthEvent.class, ConsumerStoppedEvent.class})
        void noticed(KafkaEvent event) {
            events.add(event);
        }
    }
}
