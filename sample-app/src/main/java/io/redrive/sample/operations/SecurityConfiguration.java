package io.redrive.sample.operations;

import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Who may do what in the profile {@code secured}: a reader looks, an operator acts, an admin may do everything. */
@Configuration(proxyBeanMethods = false)
@Profile("secured")
class SecurityConfiguration {

    private static final String READER = "READER";
    private static final String OPERATOR = "OPERATOR";
    private static final String ADMIN = "ADMIN";

    /**
     * Protects every path. There is no session and no cookie, and nothing that changes something accepts what a page of
     * another site can have a browser send, so there are no CSRF tokens either: scripts need none.
     */
    @Bean
    SecurityFilterChain operatorsOnly(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(EndpointRequest.to("health"))
                        .permitAll()
                        .requestMatchers(EndpointRequest.to(
                                        "metrics",
                                        "prometheus",
                                        "retrytopics",
                                        "deadletters",
                                        "redrives",
                                        "deadletterarchive")
                                .withHttpMethod(HttpMethod.GET))
                        .hasRole(READER)
                        .requestMatchers(EndpointRequest.to("retrytopics", "redrives", "deadletterarchive")
                                .withHttpMethod(HttpMethod.POST))
                        .hasRole(OPERATOR)
                        .requestMatchers(EndpointRequest.toAnyEndpoint())
                        .hasRole(ADMIN)
                        // It stands for the gateway of someone else.
                        .requestMatchers("/gateway/**")
                        .permitAll()
                        .anyRequest()
                        .hasRole(READER))
                .httpBasic(Customizer.withDefaults())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    static RoleHierarchy roles() {
        return RoleHierarchyImpl.withDefaultRolePrefix()
                .role(ADMIN)
                .implies(OPERATOR)
                .role(OPERATOR)
                .implies(READER)
                .build();
    }

    @Bean
    UserDetailsService users(UserProperties properties) {
        return new InMemoryUserDetailsManager(properties.users().entrySet().stream()
                .map(user -> User.withUsername(user.getKey())
                        .password(user.getValue().password())
                        .roles(user.getValue().role())
                        .build())
                .toList());
    }
}
