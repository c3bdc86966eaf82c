package io.redrive.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExceptionClassifierTests {

    private static final Set<Class<? extends Throwable>> NONE = Set.of();

    @Test
    void everyFailureIsRetriedWhenNothingIsSaid() {
        ExceptionClassifier classifier = new ExceptionClassifier(NONE, NONE, NONE, false);

        assertThat(classifier.classify(new IOException())).isEqualTo(Classification.RETRYABLE);
        assertThat(classifier.classify(new AssertionError())).isEqualTo(Classification.RETRYABLE);
    }

    @Test
    void onlyIncludedFailuresAndTheirSubclassesAreRetried() {
        ExceptionClassifier classifier = new ExceptionClassifier(Set.of(IOException.class), NONE, NONE, false);

        assertThat(classifier.classify(new IOException())).isEqualTo(Classification.RETRYABLE);
        assertThat(classifier.classify(new FileNotFoundException())).isEqualTo(Classification.RETRYABLE);
        assertThat(classifier.classify(new Exception())).isEqualTo(Classification.FATAL);
        assertThat(classifier.classify(new IllegalStateException())).isEqualTo(Classification.FATAL);
    }

    @Test
    void excludedFailuresAndTheirSubclassesAreFatal() {
        ExceptionClassifier classifier = new ExceptionClassifier(NONE, Set.of(IOException.class), NONE, false);

        assertThat(classifier.classify(new FileNotFoundException())).isEqualTo(Classification.FATAL);
        assertThat(classifier.classify(new Exception())).isEqualTo(Classification.RETRYABLE);
    }

    @Test
    void causesCountOnlyWhenTheyAreTraversed() {
        Throwable failure = new RuntimeException(new UncheckedIOException(new FileNotFoundException()));
        Set<Class<? extends Throwable>> io = Set.of(IOException.class);

        assertThat(new ExceptionClassifier(io, NONE, NONE, false).classify(failure))
                .isEqualTo(Classification.FATAL);
        assertThat(new ExceptionClassifier(io, NONE, NONE, true).classify(failure))
                .isEqualTo(Classification.RETRYABLE);
        assertThat(new ExceptionClassifier(NONE, io, NONE, false).classify(failure))
                .isEqualTo(Classification.RETRYABLE);
        assertThat(new ExceptionClassifier(NONE, io, NONE, true).classify(failure))
                .isEqualTo(Classification.FATAL);
    }

    @Test
    void whatIsAlwaysFatalIsFatalAlsoAsACauseAndWhenIncluded() {
        ExceptionClassifier classifier =
                new ExceptionClassifier(Set.of(RuntimeException.class), NONE, Set.of(ClassCastException.class), false);

        assertThat(classifier.classify(new ClassCastException())).isEqualTo(Classification.FATAL);
        assertThat(classifier.classify(new RuntimeException(new ClassCastException())))
                .isEqualTo(Classification.FATAL);
        assertThat(classifier.classify(new RuntimeException())).isEqualTo(Classification.RETRYABLE);
    }

    @Test
    void causesThatFormACycleAreFollowedOnceAround() {
        Exception outer = new Exception();
        IOException inner = new IOException();
        outer.initCause(inner);
        inner.initCause(outer);

        assertThat(new ExceptionClassifier(NONE, Set.of(IOException.class), NONE, true).classify(outer))
                .isEqualTo(Classification.FATAL);
        assertThat(new ExceptionClassifier(NONE, Set.of(ArithmeticException.class), NONE, true).classify(outer))
                .isEqualTo(Classification.RETRYABLE);
        assertThat(new ExceptionClassifier(NONE, NONE, Set.of(ArithmeticException.class), false).classify(outer))
                .isEqualTo(Classification.RETRYABLE);
    }

    @Test
    void sixtyFourFailuresOfAChainAreLookedAt() {
        ExceptionClassifier classifier = new ExceptionClassifier(NONE, Set.of(IOException.class), NONE, true);

        assertThat(classifier.classify(under(63, new IOException()))).isEqualTo(Classification.FATAL);
        assertThat(classifier.classify(under(64, new IOException()))).isEqualTo(Classification.RETRYABLE);
    }

    @Test
    void aFailureWhoseCauseCannotBeReadIsClassifiedByItself() {
        ExceptionClassifier classifier =
                new ExceptionClassifier(NONE, Set.of(HostileException.class), Set.of(ClassCastException.class), true);

        assertThat(classifier.classify(new HostileException())).isEqualTo(Classification.FATAL);
        assertThat(classifier.classify(new RuntimeException(new HostileException())))
                .isEqualTo(Classification.FATAL);
        assertThat(new ExceptionClassifier(NONE, NONE, Set.of(ClassCastException.class), true)
                        .classify(new HostileException()))
                .isEqualTo(Classification.RETRYABLE);
    }

    @Test
    void includeAndExcludeTogetherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExceptionClassifier(Set.of(IOException.class), Set.of(Error.class), NONE, false))
                .withMessageContaining("include");
    }

    @Test
    void theSetsAreCopied() {
        Set<Class<? extends Throwable>> exclude = new HashSet<>(Set.of(IOException.class));
        ExceptionClassifier classifier = new ExceptionClassifier(NONE, exclude, NONE, false);

        exclude.clear();

        assertThat(classifier.classify(new IOException())).isEqualTo(Classification.FATAL);
    }

    private static Throwable under(int others, Throwable cause) {
        Throwable failure = cause;
        for (int i = 0; i < others; i++) {
            failure = new RuntimeException(failure);
        }
        return failure;
    }

    @SuppressWarnings("serial")
    private static final class HostileException extends RuntimeException {

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause for you");
        }
    }
}
