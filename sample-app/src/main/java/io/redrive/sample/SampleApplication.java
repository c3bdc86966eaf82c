package io.redrive.sample;

import io.redrive.sample.demo.DemoEnd;
import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Settles orders, its own and those that are posted, and tells in the log what happens to each.
 *
 * <p>With {@code sample.exit-when-done=true} it ends after the summary: with exit code 0 if every published order is settled
 * or dead, nothing was settled twice and no retry came before it was due, otherwise with 1.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
public class SampleApplication {

    /** Starts the application. */
    public static void main(String[] args) {
        ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class, args);
        if (context.getEnvironment().getProperty("sample.exit-when-done", Boolean.class, false)) {
            boolean flawless = context.getBean(DemoEnd.class).summary().join().flawless();
            System.exit(SpringApplication.exit(context, () -> flawless ? 0 : 1));
        }
    }

    @Bean
    InstantSource time() {
        return InstantSource.system();
    }
}
