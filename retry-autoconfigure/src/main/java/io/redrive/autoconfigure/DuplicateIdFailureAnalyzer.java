package io.redrive.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells which id two listeners share; spring-kafka's registry only says that it is taken. */
final class DuplicateIdFailureAnalyzer extends AbstractFailureAnalyzer<IllegalStateException> {

    private static final Pattern TAKEN =
            Pattern.compile("Another endpoint is already registered with id '(.*)'", Pattern.DOTALL);

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalStateException cause) {
        Matcher taken = TAKEN.matcher(String.valueOf(cause.getMessage()));
        boolean byRegistry = cause.getStackTrace().length > 0
                && cause.getStackTrace()[0].getClassName().startsWith("org.springframework.");
        if (!taken.find() || !byRegistry) {
            return null;
        }
        return new FailureAnalysis(
                "Two listeners have the id '" + taken.group(1)
                        + "', or one of them has the id that the containers of another one's retry topics have",
                "Give each @KafkaListener an id of its own. A retried listener also takes the ids <id>-retry and <id>-dlt,"
                        + " or <id> with the suffix of each retry topic and dead-letter topic",
                cause);
    }
}
