package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redrive.KafkaRetry;
import io.redrive.admin.TopologyException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

class RegistryIT {

    @Test
    void findsAllContainersOfAListenerByIdPatternAndGroup() {
        // given
        TestBroker.createTopic("found", 1);

        // when
        try (TestApp app = TestApp.start(Found.class)) {
            KafkaListenerEndpointRegistry registry = app.bean(KafkaListenerEndpointRegistry.class);

            // then
            assertThat(registry.getListenerContainer("found")).isNotNull();
            assertThat(registry.getListenerContainer("found-retry")).isNotNull();
            assertThat(registry.getListenerContainersMatching(id -> id.startsWith("found")))
                    .extracting(MessageListenerContainer::getListenerId)
                    .containsExactlyInAnyOrder("found", "found-retry");
            assertThat(registry.getListenerContainersMatching(
                            (id, container) -> "found-group-retry".equals(container.getGroupId())))
                    .extracting(MessageListenerContainer::getListenerId)
                    .containsExactly("found-retry");
            assertThat(containersOf(app, "together")).containsExactly("found");
            assertThat(containersOf(app, "together-retry")).containsExactly("found-retry");
        }
    }

    private static List<String> containersOf(TestApp app, String group) {
        return ((List<?>) app.context().getBean(group))
                .stream()
                        .map(each -> ((MessageListenerContainer) each).getListenerId())
                        .toList();
    }

    @Test
    void startsContainersThatDoNotStartByThemselvesWhenTheApplicationSaysSo() {
        // given
        TestBroker.createTopic("unstarted", 1);
        TestBroker.send("unstarted", "bad");
        try (TestApp app = TestApp.start(Unstarted.class)) {
            assertThat(app.container("unstarted").isRunning()).isFalse();
            assertThat(app.container("unstarted-retry").isRunning()).isFalse();
            assertThat(TestBroker.topics()).contains("unstarted-g-retry-1", "unstarted-g-dlt");

            // when
            app.container("unstarted").start();

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("unstarted-g-retry-1")).isEqualTo(1));
            assertThat(app.journal().all()).hasSize(1);

            // when
            app.bean(KafkaListenerEndpointRegistry.class).start();

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("unstarted-g-dlt")).isEqualTo(1));
            app.verify();
        }
    }

    @Test
    void goesOnWhenAllContainersAreStoppedAndStartedThroughTheRegistry() {
        // given
        TestBroker.createTopic("restarted-late", 1);
        try (TestApp app = TestApp.start(Restarted.class)) {
            TestBroker.send("restarted-late", "bad before");
            TestApp.eventually(() ->
                    assertThat(TestBroker.count("restarted-late-g-retry-1")).isEqualTo(1));
            KafkaListenerEndpointRegistry registry = app.bean(KafkaListenerEndpointRegistry.class);

            // when
            registry.stop();
            TestBroker.send("restarted-late", "bad meanwhile");
            registry.start();

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("restarted-late-g-dlt")).isEqualTo(2));
            assertThat(app.journal().all()).hasSize(4);
            app.verify();
        }
    }

    @Test
    void goesOnWhenTheApplicationContextIsStoppedAndStarted() {
        // given
        TestBroker.createTopic("whole-context", 1);
        try (TestApp app = TestApp.start(Restarted.class, "topic=whole-context")) {
            TestBroker.send("whole-context", "bad before");
            TestApp.eventually(() ->
                    assertThat(TestBroker.count("whole-context-g-retry-1")).isEqualTo(1));

            // when
            app.context().stop();
            TestBroker.send("whole-context", "bad meanwhile");
            app.context().start();

            // then
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("whole-context-g-dlt")).isEqualTo(2));
            assertThat(app.journal().all()).hasSize(4);
            app.verify();
        }
    }

    @Test
    void startsAListenerThatIsCreatedWhenTheApplicationHasStarted() {
        // given
        TestBroker.createTopic("late", 2);
        TestBroker.send("late", "bad");
        try (TestApp app = TestApp.start(Late.class)) {
            assertThat(app.containerIds()).isEmpty();
            assertThat(TestBroker.topics()).doesNotContain("late-g-retry-1");

            // when
            app.bean(Late.class);

            // then
            assertThat(TestBroker.topics()).contains("late-g-retry-1", "late-g-dlt");
            assertThat(app.containerIds()).containsExactly("late", "late-retry");
            TestBroker.send("late", "good");
            TestApp.eventually(() -> {
                assertThat(TestBroker.count("late-g-dlt")).isEqualTo(1);
                assertThat(app.journal().hasEnded("good")).isTrue();
            });
            assertThat(app.journal().of("bad")).hasSize(3);
            app.verify();
        }
    }

    @Test
    void goesOnWhenAContextBelowTheApplicationsIsClosed() {
        // given
        TestBroker.createTopic("nested", 1);
        try (TestApp app = TestApp.start(Coming.class)) {
            try (AnnotationConfigApplicationContext below = new AnnotationConfigApplicationContext()) {
                below.setParent(app.context());
                below.refresh();
            }

            // when
            app.context().getBean(Coming.class, app.journal(), "nested");

            // then
            TestBroker.send("nested", "bad");
            TestApp.eventually(() -> assertThat(TestBroker.count("nested-dlt")).isEqualTo(1));
            app.verify();
        }
    }

    @Test
    void runsListenersThatComeAndGo() {
        // given
        TestBroker.createTopic("coming", 1);
        try (TestApp app = TestApp.start(Coming.class)) {
            KafkaListenerEndpointRegistry registry = app.bean(KafkaListenerEndpointRegistry.class);
            app.context().getBean(Coming.class, app.journal(), "coming");
            TestBroker.send("coming", "bad 1");
            TestApp.eventually(() -> assertThat(app.journal().of("bad 1")).hasSize(2));

            // when
            List.of("coming-retry", "coming").forEach(id -> {
                MessageListenerContainer container = registry.unregisterListenerContainer(id);
                assertThat(container).as(id).isNotNull();
                container.stop();
                container.destroy();
            });
            registry.unregisterListenerContainer("coming-dlt").stop();
            TestBroker.send("coming", "bad 2");
            app.context().getBean(Coming.class, app.journal(), "coming");

            // then
            TestApp.eventually(() -> assertThat(TestBroker.count("coming-dlt")).isEqualTo(2));
            assertThat(app.journal().all()).hasSize(4);
            app.verify();
        }
    }

    @Test
    void refusesALateListenerWhoseTopicsAreWrongAndAcceptsItWhenTheyAreRepaired() {
        // given
        TestBroker.createTopic("late-strict", 1);
        try (TestApp app = TestApp.start(Strict.class)) {
            // when
            assertThatThrownBy(() -> app.bean(Strict.class))
                    // then
                    .hasRootCauseInstanceOf(TopologyException.class);
            assertThat(app.containerIds()).isEmpty();

            // when
            TestBroker.createTopic("late-strict-retry", 1);
            TestBroker.createTopic("late-strict-dlt", 1);
            app.bean(Strict.class);

            // then
            TestBroker.send("late-strict", "bad");
            TestApp.eventually(
                    () -> assertThat(TestBroker.count("late-strict-dlt")).isEqualTo(1));
            app.verify();
        }
    }

    @Test
    void refusesALateListenerThatWouldTakeTheRetriesOfAnotherForNewRecords() {
        // given
        TestBroker.createTopic("first", 1);
        try (TestApp app = TestApp.start(Coming.class)) {
            app.context().getBean(Coming.class, app.journal(), "first");

            // when
            assertThatThrownBy(() -> app.context().getBean(Coming.class, app.journal(), "first-retry"))
                    // then
                    .hasRootCauseInstanceOf(TopologyException.class);
            assertThat(app.containerIds()).containsExactly("first", "first-dlt", "first-retry");
            TestBroker.send("first", "bad");
            TestApp.eventually(() -> assertThat(TestBroker.count("first-dlt")).isEqualTo(1));
            app.verify();
        }
    }

    static class Found extends Failing {

        Found(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "found", topics = "found", groupId = "found-group", containerGroup = "together")
        @KafkaRetry(delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }

    static class Unstarted extends Failing {

        Unstarted(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "unstarted", topics = "unstarted", groupId = "g", autoStartup = "false")
        @KafkaRetry(attempts = "2", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }

    static class Restarted extends Failing {

        Restarted(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "restarted-late", topics = "${topic:restarted-late}", groupId = "g")
        @KafkaRetry(attempts = "2", delay = "500ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }

    @Lazy
    static class Late extends Failing {

        Late(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "late", topics = "late", groupId = "g")
        @KafkaRetry(attempts = "3", delay = "100ms")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }

    @Lazy
    static class Strict extends Failing {

        Strict(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "late-strict", topics = "late-strict")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 100), autoCreateTopics = "false")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }

    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    static class Coming extends Failing {

        private final String name;

        Coming(Journal journal, String name) {
            super(journal);
            this.name = name;
        }

        public String getName() {
            return name;
        }

        @KafkaListener(id = "#{__listener.name}", topics = "#{__listener.name}")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 100))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            failOnBad(record);
        }
    }
}
