package io.redrive.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.springframework.kafka.listener.adapter.AdapterUtils;
import reactor.core.publisher.Mono;

/**
 * What a listener has returned, for spring-kafka, which waits for it, sends it as a reply where one is asked for, and then
 * acknowledges. What goes wrong on that way, spring-kafka drops, and the record would never get an outcome: here it becomes a
 * failure of the record.
 *
 * @param <T> type of the result
 */
final class OpenResult<T> extends CompletableFuture<T> {

    private final OpenAcknowledgment acknowledgment;

    private OpenResult(OpenAcknowledgment acknowledgment) {
        this.acknowledgment = acknowledgment;
    }

    /** Returns a result that tells the outcome when spring-kafka is done with it. */
    @SuppressWarnings("FutureReturnValueIgnored") // spring-kafka looks at it
    static Object of(Object result, OpenAcknowledgment acknowledgment) {
        if (result instanceof CompletableFuture<?> future) {
            return following(future, acknowledgment);
        }
        if (AdapterUtils.isMono(result.getClass())) {
            return following(((Mono<?>) result).toFuture(), acknowledgment);
        }
        return following(CompletableFuture.completedFuture(result), acknowledgment);
    }

    private static <T> OpenResult<T> following(CompletableFuture<T> future, OpenAcknowledgment acknowledgment) {
        OpenResult<T> result = new OpenResult<>(acknowledgment);
        var unused = future.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /** Called by spring-kafka alone, with all that it has to do. */
    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return super.whenComplete((value, failure) -> {
            if (failure != null) {
                // Also when spring-kafka trips before it asks the error handler.
                acknowledgment.failing(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
            try {
                action.accept(value, failure);
            } catch (RuntimeException | Error notReplied) {
                acknowledgment.failing(notReplied);
                acknowledgment.acknowledge();
                throw notReplied;
            }
            if (failure == null) {
                // It does not for the suspending functions of a class, whose results it takes for present.
                acknowledgment.acknowledge();
            }
        });
    }
}
