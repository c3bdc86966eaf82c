package io.redrive.sample.secured;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A broker with SASL_SSL and SCRAM for the application, and a plain listener for those who administer it. */
final class SecuredBroker implements AutoCloseable {

    static final String USER = "settler";
    static final String PASSWORD = "hush-7f3a91";

    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final String OF_CLIENTS = "listener.name.clients.";

    private final Certificates certificates;
    private final int port = freePort();
    private final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 3);
    private final Admin admin;
    private final KafkaProducer<String, String> producer;

    SecuredBroker(Path directory) {
        certificates = Certificates.in(directory);
        broker.brokerListProperty("secured.brokers").brokerProperties(settings());
        broker.afterPropertiesSet();
        Map<String, Object> connection = Map.of("bootstrap.servers", broker.getBrokersAsString());
        admin = Admin.create(connection);
        producer = new KafkaProducer<>(connection, new StringSerializer(), new StringSerializer());
        await(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        USER,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                        PASSWORD.getBytes(StandardCharsets.UTF_8))))
                .all());
        await(admin.createTopics(List.of(new NewTopic("orders", 3, (short) 1))).all());
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "auto.create.topics.enable", "false",
                "group.initial.rebalance.delay.ms", "0",
                "offsets.topic.num.partitions", "5",
                "listeners", "EXTERNAL://localhost:0,CONTROLLER://localhost:0,CLIENTS://localhost:" + port,
                "listener.security.protocol.map", "EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENTS:SASL_SSL",
                "sasl.enabled.mechanisms", MECHANISM,
                "authorizer.class.name", StandardAuthorizer.class.getName(),
                // Whoever comes by the plain listener.
                "super.users", "User:ANONYMOUS"));
        settings.putAll(Map.of(
                OF_CLIENTS + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                OF_CLIENTS + "ssl.keystore.location",
                certificates.keyStore(),
                OF_CLIENTS + "ssl.keystore.type",
                "PKCS12",
                OF_CLIENTS + "ssl.keystore.password",
                Certificates.PASSWORD,
                OF_CLIENTS + "ssl.key.password",
                Certificates.PASSWORD));
        return settings;
    }

    /** Returns how the application connects, as arguments of its command line. */
    List<String> connection() {
        return List.of(
                "--sample.broker=external",
                "--spring.kafka.bootstrap-servers=localhost:" + port,
                "--spring.kafka.security.protocol=SASL_SSL",
                "--spring.kafka.ssl.trust-store-location=file:" + certificates.trustStore(),
                "--spring.kafka.ssl.trust-store-type=PKCS12",
                "--spring.kafka.ssl.trust-store-password=" + Certificates.PASSWORD,
                "--spring.kafka.properties.sasl.mechanism=" + MECHANISM,
                "--spring.kafka.properties.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=\"" + USER + "\" password=\"" + PASSWORD + "\";");
    }

    void grant(Collection<Permission> permissions) {
        await(admin.createAcls(permissions.stream().map(Permission::binding).toList())
                .all());
        awaitGranted(permissions, true);
    }

    void revoke(Permission permission) {
        await(admin.deleteAcls(List.of(permission.binding().toFilter())).all());
        awaitGranted(List.of(permission), false);
    }

    Set<AclBinding> granted() {
        return Set.copyOf(await(admin.describeAcls(AclBindingFilter.ANY).values()));
    }

    void deleteTopics(Collection<String> topics) {
        await(admin.deleteTopics(topics).all());
    }

    /** Writes an order as somebody else does. */
    void order(String id, String amount) {
        await(producer.send(new ProducerRecord<>(
                "orders", id, "{\"id\":\"%s\",\"amount\":%s,\"customer\":\"Ada\"}".formatted(id, amount))));
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        broker.destroy();
    }

    /** What the controller has accepted, the broker learns a moment later. */
    private void awaitGranted(Collection<Permission> permissions, boolean granted) {
        Set<AclBinding> bindings = permissions.stream().map(Permission::binding).collect(Collectors.toSet());
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> granted
                        ? granted().containsAll(bindings)
                        : bindings.stream().noneMatch(granted()::contains));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("localhost", 0));
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
