package io.redrive.autoconfigure;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint for dead letters.
 *
 * @param showValues When to show keys, values and the application's headers of dead letters.
 * @param roles Roles one of which a user needs to see them when they are shown to those who are authorized; any authenticated
 *     user by default.
 */
@ConfigurationProperties("management.endpoint.deadletters")
public record DeadLettersEndpointProperties(
        @DefaultValue("never") Show showValues,
        @DefaultValue Set<String> roles) {}
