package io.redrive.autoconfigure;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Keeps banner and log lines, unless they are errors, out of what an application prints of its topics. */
final class QuietConsole implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty("redrive.topics.print")) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "redriveQuietConsole",
                            Map.of("spring.main.banner-mode", "off", "logging.threshold.console", "ERROR")));
        }
    }
}
