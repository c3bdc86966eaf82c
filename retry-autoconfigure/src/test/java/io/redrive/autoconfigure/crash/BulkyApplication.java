package io.redrive.autoconfigure.crash;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redrive.KafkaRetry;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * An application for large records, which fails on each the first time. It writes a line for each delivery, with the key of the
 * record, its attempt and how late it is, and watches the memory of records that wait.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BulkyApplication {

    private static final long LOOK_EVERY_MS = 20;

    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        SpringApplication.run(BulkyApplication.class, arguments);
    }

    @Bean
    static BulkyListener bulkyListener(@Value("${bulky.journal}") Path path) {
        return new BulkyListener(path);
    }

    @Bean
    static Thread watch(MeterRegistry registry, BulkyListener listener) {
        Thread watch = new Thread(() -> noteMostHeld(registry, listener), "held-bytes");
        watch.setDaemon(true);
        watch.start();
        return watch;
    }

    private static void noteMostHeld(MeterRegistry registry, BulkyListener listener) {
        double most = -1;
        while (!Thread.currentThread().isInterrupted()) {
            Gauge gauge = registry.find("redrive.held.bytes").gauge();
            double held = gauge == null ? 0 : gauge.value();
            if (held > most) {
                most = held;
                listener.write("held " + (long) held + " 0");
            }
            LockSupport.parkNanos(LOOK_EVERY_MS * 1_000_000);
        }
    }

    static class BulkyListener {

        private final PrintWriter journal;

        BulkyListener(Path path) {
            try {
                journal = new PrintWriter(new FileWriter(path.toFile(), StandardCharsets.UTF_8), true);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @KafkaListener(id = "bulky", topics = "bulky")
        @KafkaRetry(delays = "${bulky.delays}")
        void listen(ConsumerRecord<String, byte[]> record) {
            int attempt = Journal.attempt(record.headers());
            long late = attempt == 1 ? 0 : System.currentTimeMillis() - Journal.dueAtMs(record.headers());
            write(record.key() + " " + attempt + " " + late);
            if (attempt == 1) {
                throw new IllegalStateException("as it does");
            }
        }

        synchronized void write(String line) {
            journal.println(line);
        }
    }
}
