package io.redrive.autoconfigure.audit;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * Who acts, and why.
 *
 * @param name name of the principal
 * @param reason what the operator gave as the reason, or null for none; what is longer than 1,000 characters is cut
 */
public record Operator(String name, @Nullable String reason) {

    /** The name of someone who has not said who they are. */
    public static final String ANONYMOUS = "anonymous";

    private static final int LONGEST_REASON = 1_000;

    /** Cuts the reason. */
    public Operator {
        reason = reason == null || reason.isBlank() ? null : cut(reason.strip());
    }

    /** Returns the operator of a call of an endpoint. */
    public static Operator of(SecurityContext context, @Nullable String reason) {
        Principal principal = context.getPrincipal();
        return new Operator(principal == null ? ANONYMOUS : principal.getName(), reason);
    }

    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }
}
