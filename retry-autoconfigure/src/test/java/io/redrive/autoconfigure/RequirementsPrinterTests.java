package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import io.redrive.autoconfigure.PrintingLifecycleProcessor.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.mock.env.MockEnvironment;
import org.yaml.snakeyaml.Yaml;

@ExtendWith(OutputCaptureExtension.class)
class RequirementsPrinterTests {

    private final List<Integer> exits = new ArrayList<>();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    LifecycleAutoConfiguration.class,
                    KafkaAutoConfiguration.class,
                    RedriveAutoConfiguration.class,
                    RedriveOffAutoConfiguration.class,
                    RedrivePrintAutoConfiguration.class))
            .withBean(Exit.class, () -> exits::add)
            .withPropertyValues(
                    "spring.kafka.bootstrap-servers=no-such-host.invalid:9092",
                    "redrive.defaults.topics.partitions=3",
                    "redrive.defaults.topics.replication-factor=2",
                    "redrive.topics.mode=verify");

    @Test
    void printsCommandsAndStartsNothingThoughNoBrokerIsThere(CapturedOutput output) {
        application
                .withPropertyValues("redrive.topics.print=commands", "redrive.topics.print-principal=User:orders-app")
                .withUserConfiguration(Orders.class, Plain.class, Lively.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(output.getOut()).contains("""
                                    # Topics and permissions for listener orders on no-such-host.invalid:9092
                                    # Assumed: Topic orders could not be looked at, because no broker is reachable:\
                                     min.insync.replicas and max.message.bytes of its retry and dead-letter topics are what\
                                     the brokers give new topics. They should be those of orders, with 65536 added to\
                                     max.message.bytes.
                                    kafka-topics.sh --bootstrap-server no-such-host.invalid:9092 --create --if-not-exists\
                                     --topic orders-shop-retry-1 --partitions 3 --replication-factor 2 --config\
                                     cleanup.policy=delete --config message.timestamp.type=CreateTime --config\
                                     retention.bytes=-1 --config retention.ms=604801000
                                    kafka-topics.sh --bootstrap-server no-such-host.invalid:9092 --create --if-not-exists\
                                     --topic orders-shop-dlt --partitions 3 --replication-factor 2 --config\
                                     cleanup.policy=delete --config message.timestamp.type=CreateTime --config\
                                     retention.bytes=-1 --config retention.ms=2592000000
                                    kafka-acls.sh --bootstrap-server no-such-host.invalid:9092 --add --allow-principal\
                                     User:orders-app --operation Read --operation Describe --operation DescribeConfigs\
                                     --topic orders
                                    kafka-acls.sh --bootstrap-server no-such-host.invalid:9092 --add --allow-principal\
                                     User:orders-app --operation Read --operation Write --operation Describe --operation\
                                     DescribeConfigs --topic orders-shop-retry-1
                                    kafka-acls.sh --bootstrap-server no-such-host.invalid:9092 --add --allow-principal\
                                     User:orders-app --operation Read --operation Write --operation Describe --operation\
                                     DescribeConfigs --topic orders-shop-dlt
                                    kafka-acls.sh --bootstrap-server no-such-host.invalid:9092 --add --allow-principal\
                                     User:orders-app --operation Read --operation Describe --group shop
                                    kafka-acls.sh --bootstrap-server no-such-host.invalid:9092 --add --allow-principal\
                                     User:orders-app --operation Read --operation Describe --group shop-dlt
                                    kafka-acls.sh --bootstrap-server no-such-host.invalid:9092 --add --allow-principal\
                                     User:orders-app --operation Read --operation Describe --group shop-retry
                                    """);
                    assertThat(exits).containsExactly(0);
                    assertThat(context.getBean(KafkaListenerEndpointRegistry.class)
                                    .getListenerContainers())
                            .hasSize(4)
                            .noneMatch(MessageListenerContainer::isRunning);
                    assertThat(context.getBean(Lively.class).isRunning()).isFalse();
                    assertThat(context.getBean(KafkaAdmin.class))
                            .extracting("autoCreate")
                            .isEqualTo(false);
                });
    }

    @Test
    void printsYamlThatCanBeReadAgain(CapturedOutput output) {
        application
                .withPropertyValues("redrive.topics.print=strimzi", "redrive.topics.print-cluster=prod")
                .withUserConfiguration(Orders.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    String yaml = output.getOut().substring(output.getOut().indexOf("# Topics and permissions"));
                    List<Map<String, Map<String, Object>>> documents = StreamSupport.stream(
                                    new Yaml().loadAll(yaml).spliterator(), false)
                            .map(RequirementsPrinterTests::document)
                            .toList();
                    assertThat(documents)
                            .extracting(each -> (Object) each.get("kind"))
                            .containsExactly("KafkaTopic", "KafkaTopic", "KafkaUser");
                    assertThat(documents.get(0).get("metadata"))
                            .isEqualTo(Map.of(
                                    "name", "orders-shop-retry-1", "labels", Map.of("strimzi.io/cluster", "prod")));
                    assertThat(documents.get(0).get("spec"))
                            .isEqualTo(Map.of(
                                    "topicName",
                                    "orders-shop-retry-1",
                                    "partitions",
                                    3,
                                    "replicas",
                                    2,
                                    "config",
                                    Map.of(
                                            "cleanup.policy",
                                            "delete",
                                            "message.timestamp.type",
                                            "CreateTime",
                                            "retention.bytes",
                                            -1,
                                            "retention.ms",
                                            604801000)));
                    assertThat(documents.get(2).get("metadata")).containsEntry("name", "application");
                    assertThat(yaml)
                            .contains(
                                    "# Assumed: The brokers know the application as User:application. Say who it is with"
                                            + " redrive.topics.print-principal.");
                    assertThat(exits).containsExactly(0);
                });
    }

    @Test
    void printsThatNothingIsNeeded(CapturedOutput output) {
        application
                .withPropertyValues("redrive.topics.print=commands", "redrive.enabled=false")
                .withUserConfiguration(Plain.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(output.getOut())
                            .contains("# No listener is retried by Redrive, so nothing is needed"
                                    + System.lineSeparator());
                    assertThat(exits).containsExactly(0);
                });
    }

    @Test
    void startsAsUsualWhenNothingIsToBePrinted() {
        application.withUserConfiguration(Lively.class).run(context -> {
            assertThat(context.getBean(Lively.class).isRunning()).isTrue();
            assertThat(exits).isEmpty();
        });
    }

    @Test
    void keepsEverythingElseOutOfWhatIsPrinted() {
        MockEnvironment printing = new MockEnvironment().withProperty("redrive.topics.print", "strimzi");
        MockEnvironment usual = new MockEnvironment();

        new QuietConsole().postProcessEnvironment(printing, new SpringApplication());
        new QuietConsole().postProcessEnvironment(usual, new SpringApplication());

        assertThat(printing.getProperty("spring.main.banner-mode")).isEqualTo("off");
        assertThat(printing.getProperty("logging.threshold.console")).isEqualTo("ERROR");
        assertThat(usual.getProperty("spring.main.banner-mode")).isNull();
    }

    @SuppressWarnings("unchecked") // as YAML has it
    private static Map<String, Map<String, Object>> document(Object document) {
        return ((Map<String, Map<String, Object>>) document)
                .entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static class Orders {

        @KafkaListener(id = "orders", topics = "orders", groupId = "shop")
        @KafkaRetry
        void listen(String value) {}

        @DltHandler
        void dead(String value) {}
    }

    static class Plain {

        @KafkaListener(id = "plain", topics = "plain")
        void listen(String value) {}
    }

    static class Lively implements SmartLifecycle {

        private volatile boolean running;

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
