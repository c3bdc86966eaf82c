package io.redrive.autoconfigure;

import io.redrive.autoconfigure.audit.Operator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** The endpoint {@code retrytopics} over HTTP, where it is known who calls. */
@EndpointWebExtension(endpoint = RetryTopicsEndpoint.class)
public final class RetryTopicsWebExtension {

    private final RetryTopicsEndpoint endpoint;

    RetryTopicsWebExtension(RetryTopicsEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Pauses or resumes the retries of a listener on all instances, as the endpoint does.
     *
     * @param state {@code paused} or {@code running}
     * @param reason why, for whoever looks and for the audit
     */
    @WriteOperation
    public WebEndpointResponse<?> change(
            SecurityContext context, @Selector String listenerId, @Nullable String state, @Nullable String reason) {
        return endpoint.change(listenerId, state, Operator.of(context, reason));
    }
}
