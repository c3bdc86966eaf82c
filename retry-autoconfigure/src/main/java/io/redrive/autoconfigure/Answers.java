package io.redrive.autoconfigure;

import io.redrive.admin.BrokerUnavailableException;
import io.redrive.autoconfigure.RetryTopicsReport.Refusal;
import io.redrive.pause.PauseRefusedException;
import io.redrive.redrive.RedriveRefusedException;
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

    private static final int CONFLICT = 409;

    /** Returns what an operation returned, or why it was refused. */
    static WebEndpointResponse<?> of(Supplier<? extends OperationResponseBody> operation) {
        return of(WebEndpointResponse.STATUS_OK, operation);
    }

    /** Returns what an operation returned, with a status, or why it was refused. */
    static WebEndpointResponse<?> of(int status, Supplier<? extends OperationResponseBody> operation) {
        try {
            return new WebEndpointResponse<>(operation.get(), status);
        } catch (RefusedException refused) {
            return refuse(refused.status(), refused.error(), refused.getMessage());
        } catch (RedriveRefusedException refused) {
            return refuse(status(refused.why()), refused.why().name(), refused.getMessage());
        } catch (PauseRefusedException refused) {
            return refuse(status(refused.why()), refused.why().name(), refused.getMessage());
        } catch (BrokerUnavailableException unavailable) {
            return refuse(
                    WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, "KAFKA_UNAVAILABLE", unavailable.getMessage());
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

    private static int status(RedriveRefusedException.Why why) {
        return switch (why) {
            case UNKNOWN_TOPIC, UNKNOWN_JOB -> WebEndpointResponse.STATUS_NOT_FOUND;
            case JOB_RUNNING, JOB_EXISTS, JOB_OVER, NO_JOB_TOPIC -> CONFLICT;
            case TARGET_NOT_ALLOWED -> WebEndpointResponse.STATUS_BAD_REQUEST;
            case NOT_READY -> WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
        };
    }

    private static int status(PauseRefusedException.Why why) {
        return switch (why) {
            case NO_PAUSE_TOPIC -> CONFLICT;
            case NOT_AUTHORIZED, NOT_READY -> WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
        };
    }

    private static WebEndpointResponse<Refusal> refuse(int status, String error, @Nullable String message) {
        return new WebEndpointResponse<>(new Refusal(error, String.valueOf(message)), status);
    }
}
