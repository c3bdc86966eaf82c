package io.redrive.sample.operations;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The users of the profile {@code secured}.
 *
 * @param users by name; none without the profile
 */
@ConfigurationProperties("sample")
record UserProperties(@DefaultValue Map<String, User> users) {

    /**
     * A user.
     *
     * @param password encoded, with the id of its encoding
     * @param role READER, OPERATOR or ADMIN
     */
    record User(String password, String role) {}
}
