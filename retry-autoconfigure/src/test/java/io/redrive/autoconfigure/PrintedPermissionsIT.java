package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.PrintingLifecycleProcessor.Exit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit.Procedure;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.tools.AclCommand;
import org.apache.kafka.tools.TopicCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** On a broker that allows nothing that was not allowed, what is printed is enough. */
class PrintedPermissionsIT {

    private static EmbeddedKafkaKraftBroker broker;
    private static Admin admin;

    @BeforeAll
    static void startBroker() {
        User.current = "admin";
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        // Not the one that the tests of this JVM share.
        broker.brokerListProperty("printed.brokers");
        broker.brokerProperties(Map.of(
                "auto.create.topics.enable", "false",
                "group.initial.rebalance.delay.ms", "0",
                "offsets.topic.num.partitions", "1",
                "authorizer.class.name", StandardAuthorizer.class.getName(),
                "super.users", "User:admin",
                "principal.builder.class", User.class.getName()));
        broker.afterPropertiesSet();
        admin = Admin.create(Map.of("bootstrap.servers", broker.getBrokersAsString()));
        TestBroker.await(admin.createTopics(
                        List.of(new NewTopic("printed", 2, (short) 1), new NewTopic("printed-created", 2, (short) 1)))
                .all());
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.destroy();
    }

    @Test
    void whatIsPrintedIsEnoughToVerifyAndRunAListener() {
        // given
        execute(printed("printed", "verify"));

        // then
        runs("printed", "verify");
    }

    @Test
    void whatIsPrintedIsEnoughToCreateTheTopicsAndRunAListener() {
        // given
        execute(printed("printed-created", "create").stream()
                .filter(line -> line.startsWith("kafka-acls.sh"))
                .toList());

        // then
        runs("printed-created", "create");
    }

    @Test
    void nothingIsAllowedThatWasNotPrinted() {
        User.current = "app";
        try {
            Throwable thrown = catchThrowable(
                    () -> application("printed-denied", "verify").run().close());

            assertThat(new TopologyFailureAnalyzer().analyze(thrown).getDescription())
                    .contains("- printed-denied may not be seen by the application");
        } finally {
            User.current = "admin";
        }
    }

    private static void runs(String topic, String mode) {
        User.current = "app";
        try (ConfigurableApplicationContext context = application(topic, mode).run()) {
            User.current = "admin";
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.getBrokersAsString()),
                    new StringSerializer(),
                    new StringSerializer())) {
                TestBroker.await(producer.send(new ProducerRecord<>(topic, "bad")));
            }
            User.current = "app";
            TestApp.eventually(
                    () -> assertThat(context.getBean(Listener.class).dead).containsExactly("bad"));
            assertThat(context.getBean(Listener.class).deliveries).hasSize(2);
        } finally {
            User.current = "admin";
        }
    }

    private static List<String> printed(String topic, String mode) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            application(topic, mode)
                    .sources(NoExit.class)
                    .properties("redrive.topics.print=commands", "redrive.topics.print-principal=User:app")
                    .run()
                    .close();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("kafka-"))
                .toList();
    }

    private static SpringApplicationBuilder application(String topic, String mode) {
        return new SpringApplicationBuilder(TestApp.Base.class, Listener.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties("topic=" + topic, "redrive.topics.mode=" + mode)
                // Before the system property that names the broker of the other tests.
                .initializers(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                "brokers", Map.of("spring.kafka.bootstrap-servers", broker.getBrokersAsString()))));
    }

    /** Has Kafka's own tools do it. */
    private static void execute(List<String> commands) {
        List<Integer> codes = new ArrayList<>();
        Procedure note = (code, message) -> codes.add(code);
        org.apache.kafka.common.utils.Exit.setExitProcedure(note);
        try {
            for (String each : commands) {
                String[] words = each.split(" ", -1);
                String[] arguments = Arrays.copyOfRange(words, 1, words.length);
                if (words[0].equals("kafka-topics.sh")) {
                    TopicCommand.main(arguments);
                } else {
                    AclCommand.main(arguments);
                }
            }
        } finally {
            org.apache.kafka.common.utils.Exit.resetExitProcedure();
        }
        assertThat(commands).isNotEmpty();
        assertThat(codes).as("exit codes").allMatch(code -> code == 0);
    }

    /** Whoever connects is who the test says at that moment. */
    public static final class User extends DefaultKafkaPrincipalBuilder {

        private static volatile String current = "admin";

        /** Creates a builder, as a broker does. */
        public User() {
            super(null, null);
        }

        @Override
        public KafkaPrincipal build(AuthenticationContext context) {
            boolean client = context.listenerName().equals("EXTERNAL");
            return new KafkaPrincipal(KafkaPrincipal.USER_TYPE, client ? current : "admin");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoExit {

        @Bean
        static Exit exit() {
            return code -> assertThat(code).isZero();
        }
    }

    static class Listener {

        private final List<String> deliveries = new CopyOnWriteArrayList<>();
        private final List<String> dead = new CopyOnWriteArrayList<>();

        @KafkaListener(
                id = "printed",
                topics = "${topic}",
                groupId = "printed-g",
                properties = "auto.offset.reset=earliest")
        @KafkaRetry(attempts = "2", delay = "50ms")
        void listen(String value) {
            deliveries.add(value);
            throw new IllegalStateException("no good");
        }

        @DltHandler
        void dead(String value) {
            dead.add(value);
        }
    }
}
