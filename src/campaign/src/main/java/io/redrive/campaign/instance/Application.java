package io.redrive.campaign.instance;

import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.process.ChildJvm;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * An application with one retried listener, which does what its records say and keeps a journal of it. Its properties are
 * {@code campaign.topic}, {@code .group}, {@code .delays}, {@code .layout}, {@code .kind} (record or batch), {@code .journal},
 * {@code .directory}, which all instances of a run share, and {@code .ahead-ms}, by which its clock is wrong.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Application {

    /** Entry point of an instance's process. */
    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        InstanceClock.setByArgument(arguments);
        SpringApplication.run(Application.class, arguments);
    }

    @Bean
    static Journal journal(@Value("${campaign.journal}") Path path) {
        return new Journal(path);
    }

    @Bean
    static Actor actor(
            Journal journal,
            @Value("${campaign.directory}") Path directory,
            @Value("${campaign.effects}") String effects,
            KafkaTemplate<byte[], byte[]> template) {
        return new Actor(
                journal,
                new SlowOnce(directory),
                // Where there are no transactions, there are no effects to be counted.
                record -> {
                    if (template.isTransactional()) {
                        var unused = template.send(effects, record.key(), record.value());
                    }
                });
    }

    @Bean
    static Observer observer(Journal journal) {
        return new Observer(journal);
    }

    @Bean
    static Sampler sampler(
            Journal journal, @Qualifier("redriveHealthIndicator") HealthIndicator health, MeterRegistry meters) {
        return new Sampler(journal, health, LogCount.attach(), meters);
    }

    @Bean
    @ConditionalOnProperty(name = "campaign.kind", havingValue = "record")
    static RecordListener recordListener(Actor actor) {
        return new RecordListener(actor);
    }

    @Bean
    @ConditionalOnProperty(name = "campaign.kind", havingValue = "batch")
    static BatchListener batchListener(Actor actor) {
        return new BatchListener(actor);
    }
}
