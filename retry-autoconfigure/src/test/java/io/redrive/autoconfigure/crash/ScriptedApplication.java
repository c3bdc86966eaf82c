package io.redrive.autoconfigure.crash;

import io.redrive.KafkaRetry;
import io.redrive.redrive.RedriveOptions;
import io.redrive.redrive.RedriveSelection;
import io.redrive.redrive.RedriveTarget;
import io.redrive.redrive.Redrives;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;

/** An application with one retried listener that does what its records say, and keeps a journal of it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ScriptedApplication {

    private static final int REDRIVE_RATE = 300;

    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        SpringApplication.run(ScriptedApplication.class, arguments);
    }

    @Bean
    static Journal journal(@Value("${scripted.journal}") Path path) {
        return new Journal(path);
    }

    @Bean
    static ScriptedListener scriptedListener(
            Journal journal,
            @Value("${scripted.work:0ms}") Duration work,
            @Value("${scripted.effects:}") String effects,
            KafkaTemplate<String, String> template) {
        return new ScriptedListener(journal, work, value -> {
            if (!effects.isEmpty()) {
                var unused = template.send(effects, value, value);
            }
        });
    }

    /** Sends all dead letters of a topic back when that is asked for. */
    @Bean
    static ApplicationRunner redrive(
            Redrives redrives,
            @Value("${scripted.redrive:}") String deadLetters,
            @Value("${scripted.redrive-to:}") String target) {
        return arguments -> {
            if (!deadLetters.isEmpty()) {
                redrives.start(
                        RedriveSelection.all(deadLetters),
                        RedriveOptions.DEFAULT.withRate(REDRIVE_RATE).withTarget(RedriveTarget.topic(target)));
            }
        };
    }

    static class ScriptedListener {

        private final Journal journal;
        private final Duration work;
        private final Consumer<String> effect;

        ScriptedListener(Journal journal, Duration work, Consumer<String> effect) {
            this.journal = journal;
            this.work = work;
            this.effect = effect;
        }

        @KafkaListener(id = "scripted", groupId = "${scripted.group}", topics = "${scripted.topic}")
        @KafkaRetry(delays = "${scripted.delays}")
        void listen(ConsumerRecord<String, String> record) {
            JournalEntry delivered = journal.write(JournalEntry.Moment.DELIVERED, record);
            if (!work.isZero()) {
                LockSupport.parkNanos(work.toNanos());
            }
            effect.accept(record.value());
            if (Script.of(record.value()).failsAt(delivered.attempt())) {
                journal.write(JournalEntry.Moment.FAILED, record);
                throw new IllegalStateException("as the script says");
            }
            journal.write(JournalEntry.Moment.PROCESSED, record);
        }
    }
}
