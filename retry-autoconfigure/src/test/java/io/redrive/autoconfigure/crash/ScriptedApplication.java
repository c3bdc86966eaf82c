package io.redrive.autoconfigure.crash;

import io.redrive.KafkaRetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;

/** An application with one retried listener that does what its records say, and keeps a journal of it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ScriptedApplication {

    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        SpringApplication.run(ScriptedApplication.class, arguments);
    }

    @Bean
    static Journal journal(@Value("${scripted.journal}") Path path) {
        return new Journal(path);
    }

    @Bean
    static ScriptedListener scriptedListener(Journal journal, @Value("${scripted.work:0ms}") Duration work) {
        return new ScriptedListener(journal, work);
    }

    static class ScriptedListener {

        private final Journal journal;
        private final Duration work;

        ScriptedListener(Journal journal, Duration work) {
            this.journal = journal;
            this.work = work;
        }

        @KafkaListener(id = "scripted", groupId = "${scripted.group}", topics = "${scripted.topic}")
        @KafkaRetry(delays = "${scripted.delays}")
        void listen(ConsumerRecord<String, String> record) {
            JournalEntry delivered = journal.write(JournalEntry.Moment.DELIVERED, record);
            if (!work.isZero()) {
                LockSupport.parkNanos(work.toNanos());
            }
            if (Script.of(record.value()).failsAt(delivered.attempt())) {
                journal.write(JournalEntry.Moment.FAILED, record);
                throw new IllegalStateException("as the script says");
            }
            journal.write(JournalEntry.Moment.PROCESSED, record);
        }
    }
}
