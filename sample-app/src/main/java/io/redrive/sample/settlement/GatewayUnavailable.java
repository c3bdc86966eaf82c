package io.redrive.sample.settlement;

import org.jspecify.annotations.Nullable;

/** The gateway gave no answer about the payment; it may give one later. */
class GatewayUnavailable extends RuntimeException {

    GatewayUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
