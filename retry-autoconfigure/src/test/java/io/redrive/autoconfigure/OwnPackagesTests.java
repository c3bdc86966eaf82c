package io.redrive.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.unit.DataSize;

class OwnPackagesTests {

    private final GenericApplicationContext context = new GenericApplicationContext();

    @Test
    void areThoseThatAreConfigured() {
        AutoConfigurationPackages.register(context, "com.acme.orders");
        context.refresh();

        assertThat(OwnPackages.frames(properties(List.of("com.acme", "org.acme")), context)
                        .packages())
                .containsExactly("com.acme", "org.acme");
    }

    @Test
    void areThoseThatSpringBootScansOtherwise() {
        AutoConfigurationPackages.register(context, "com.acme.orders");
        context.refresh();

        assertThat(OwnPackages.frames(properties(List.of()), context).packages())
                .containsExactly("com.acme.orders");
    }

    @Test
    void areGuessedWhereNothingIsSaid() {
        context.refresh();

        assertThat(OwnPackages.frames(properties(List.of()), context).packages())
                .isEmpty();
    }

    private static RedriveProperties.DeadLetters properties(List<String> packages) {
        return new RedriveProperties.DeadLetters(
                List.of(),
                packages,
                new RedriveProperties.Scan(1, DataSize.ofBytes(1), Duration.ofSeconds(1), 1),
                List.of(),
                Duration.ofSeconds(10));
    }
}
