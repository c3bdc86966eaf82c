package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.settings.RedriveSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;

/** Whose listener an entry is about, and what an entry is that says nothing. */
@ExtendWith(OutputCaptureExtension.class)
class ListenerEntriesCheckTests {

    private static final String[] ENTRIES = {
        "redrive.listeners.parents.attempts=5", "redrive.listeners.childs.attempts=7"
    };

    private final ApplicationContextRunner application = Unstarted.application();

    @Test
    void anEntryMayBeAboutAListenerOfAParentContext() {
        application
                .withUserConfiguration(Parents.class)
                .withPropertyValues(ENTRIES[0])
                .run(parent -> application
                        .withParent(parent)
                        .withUserConfiguration(Childs.class)
                        .withPropertyValues(ENTRIES)
                        .run(child -> {
                            assertThat(child).hasNotFailed();
                            assertThat(Unstarted.listener(child, "childs")
                                            .topology()
                                            .backOff()
                                            .attempts())
                                    .isEqualTo(7);
                            assertThat(Unstarted.listener(parent, "parents")
                                            .topology()
                                            .backOff()
                                            .attempts())
                                    .isEqualTo(5);
                        }));
    }

    @Test
    void aContextWithoutListenersLeavesTheCheckToItsChildren(CapturedOutput output) {
        application.withPropertyValues(ENTRIES[1]).run(parent -> {
            assertThat(parent).hasNotFailed();
            assertThat(output)
                    .contains("redrive.listeners.childs and whatever else is said about listeners has no effect here");
            application
                    .withParent(parent)
                    .withUserConfiguration(Childs.class)
                    .withPropertyValues(ENTRIES[1])
                    .run(child -> assertThat(child).hasNotFailed());
            application
                    .withParent(parent)
                    .withUserConfiguration(Childs.class)
                    .withPropertyValues("redrive.listeners.chids.attempts=7")
                    .run(child -> assertThat(child)
                            .getFailure()
                            .rootCause()
                            .hasMessageStartingWith("redrive.listeners.chids: no @KafkaListener has the id 'chids'"));
        });
    }

    @Test
    void aContextWithListenersRefusesWhatIsAboutAListenerOfAChild() {
        application
                .withUserConfiguration(Parents.class)
                .withPropertyValues(ENTRIES)
                .run(parent -> assertThat(parent)
                        .getFailure()
                        .rootCause()
                        .hasMessage(
                                "redrive.listeners.childs: no @KafkaListener has the id 'childs'; there are parents"));
    }

    @Test
    void anEntryThatSaysNothingGivesItsListenerTheDefaults() {
        application
                .withUserConfiguration(Childs.class)
                .withInitializer(Unstarted.yaml("""
                        redrive:
                          defaults:
                            attempts: 2
                            delay: 5s
                          listeners:
                            childs:
                        """))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(Unstarted.listener(context, "childs")
                                    .topology()
                                    .backOff()
                                    .delays())
                            .containsExactly(Duration.ofSeconds(5));
                });
    }

    @Test
    void sectionsInWhichNothingIsWrittenSayNothing() {
        application.withInitializer(Unstarted.yaml("""
                        redrive:
                          defaults:
                            topics:
                              configs:
                            headers:
                          listeners:
                            orders:
                              dead-letters:
                          topics:
                          limits:
                        """)).run(context -> {
            assertThat(context).hasNotFailed();
            RedriveSettings settings = context.getBean(RedriveSettings.class);
            assertThat(settings.defaults().backOff().attempts()).isEqualTo(3);
            assertThat(settings.listeners().byKey()).containsOnlyKeys("orders");
        });
        application
                .withInitializer(Unstarted.yaml("redrive:\n  listeners:\n  defaults:\n"))
                .run(context -> assertThat(context).hasNotFailed());
        application
                .withInitializer(Unstarted.yaml("redrive:\n"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    static class Parents {

        @KafkaListener(id = "parents", topics = "parents")
        void listen(String value) {}
    }

    @EnableKafka // which Boot leaves out where a parent has it
    static class Childs {

        @KafkaListener(id = "childs", topics = "childs")
        void listen(String value) {}
    }
}
