package io.redrive.autoconfigure;

import io.redrive.header.ApplicationFrames;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.ApplicationContext;

/** The packages that are the application's own. */
final class OwnPackages {

    private OwnPackages() {}

    /** Returns the frames of what is configured, or else of what Spring Boot scans. */
    static ApplicationFrames frames(RedriveProperties.DeadLetters properties, ApplicationContext context) {
        List<String> configured = properties.applicationPackages();
        if (!configured.isEmpty() || !AutoConfigurationPackages.has(context)) {
            return new ApplicationFrames(configured);
        }
        return new ApplicationFrames(AutoConfigurationPackages.get(context).stream()
                .filter(name -> !name.isEmpty())
                .toList());
    }
}
