package io.redrive.autoconfigure;

import io.redrive.autoconfigure.RetryTopicsReport.Refusal;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Turns what an operation returns or throws into what a caller gets. */
final class Answers {

    private Answers() {}

    /** Returns what an operation returned, or why it was refused. */
    static WebEndpointResponse<?> of(Supplier<? extends OperationResponseBody> operation) {
        try {
            return new WebEndpointResponse<>(operation.get());
        } catch (RefusedException refused) {
            return refuse(refused.status(), refused.error(), refused.getMessage());
        } catch (IllegalArgumentException invalid) {
            return refuse(WebEndpointResponse.STATUS_BAD_REQUEST, "INVALID_PARAMETER", invalid.getMessage());
        } catch (UnknownTopicOrPartitionException missing) {
            return refuse(WebEndpointResponse.STATUS_NOT_FOUND, "MISSING_TOPIC", missing.getMessage());
        } catch (AuthorizationException refusal) {
            return refuse(
                    WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE,
                    "NOT_AUTHORIZED",
                    "The brokers do not let the application read it: " + refusal.getMessage());
        } catch (KafkaException failure) {
            return refuse(
                    WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE,
                    "KAFKA_UNAVAILABLE",
                    "The brokers give no answer: " + failure.getMessage());
        }
    }

    private static WebEndpointResponse<Refusal> refuse(int status, String error, @Nullable String message) {
        return new WebEndpointResponse<>(new Refusal(error, String.valueOf(message)), status);
    }
}
