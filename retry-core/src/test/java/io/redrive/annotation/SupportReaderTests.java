package io.redrive.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.consume.RetriesInPlace;
import io.redrive.consume.TopicRole;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.kafka.support.converter.ConversionException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.backoff.ExponentialBackOff;

class SupportReaderTests {

    @Test
    void saysNothingWhereTheApplicationSaysNothing() {
        SupportSettings none = SupportReader.read(new DefaultListableBeanFactory());
        SupportSettings bare = SupportReader.read(new RetryTopicConfigurationSupport());

        assertThat(none).isSameAs(SupportSettings.NONE);
        assertThat(bare.retriesInPlace()).isEqualTo(RetriesInPlace.NONE);
        assertThat(bare.fatal()).isEqualTo(FatalExceptions.DEFAULT);
    }

    @Test
    void retriesInPlaceOnEveryTopicButThatOfDeadLetters() {
        RetriesInPlace retries = SupportReader.read(new Growing()).retriesInPlace();

        List<Duration> delays = List.of(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(40));
        assertThat(retries.delays(TopicRole.MAIN)).isEqualTo(delays);
        assertThat(retries.delays(TopicRole.RETRY)).isEqualTo(delays);
        assertThat(retries.delays(TopicRole.DEAD_LETTER)).isEmpty();
    }

    @Test
    void retriesNineTimesAtOnceWhereOnlyTheFailuresAreSaid() {
        RetriesInPlace retries = SupportReader.read(new FailuresOnly()).retriesInPlace();

        assertThat(retries.delays(TopicRole.MAIN)).isEqualTo(Collections.nCopies(9, Duration.ZERO));
    }

    @Test
    void letsTheNearestCauseDecideThatAnythingIsSaidAbout() {
        Predicate<Throwable> growing = which(new Growing());
        Predicate<Throwable> failuresOnly = which(new FailuresOnly());

        assertThat(growing).accepts(new IOException(), new FileNotFoundException());
        assertThat(growing).accepts(new IllegalStateException(new IOException()));
        assertThat(growing).rejects(new IllegalStateException(), new ClassCastException());
        assertThat(growing).rejects(new ConversionException("first", new IOException()));
        assertThat(growing).accepts(new IOException(new ConversionException("second", new RuntimeException())));
        // What is fatal in general is not, where it is named.
        assertThat(failuresOnly).accepts(new MessageConversionException("named"), new IllegalArgumentException());
        assertThat(failuresOnly).rejects(new ConversionException("not named", new RuntimeException()));
    }

    @Test
    void takesOverWhichFailuresNoAttemptCanMend() {
        SupportSettings settings = SupportReader.read(new Fatal());

        assertThat(settings.fatal()).contains(IOException.class).doesNotContain(ClassCastException.class);
    }

    private static Predicate<Throwable> which(RetryTopicConfigurationSupport support) {
        return Objects.requireNonNull(
                SupportReader.read(support).retriesInPlace().which());
    }

    private static final class Growing extends RetryTopicConfigurationSupport {

        @Override
        protected void configureBlockingRetries(BlockingRetriesConfigurer blockingRetries) {
            ExponentialBackOff backOff = new ExponentialBackOff(10, 2);
            backOff.setMaxAttempts(3);
            blockingRetries.retryOn(IOException.class).backOff(backOff);
        }
    }

    private static final class FailuresOnly extends RetryTopicConfigurationSupport {

        @Override
        protected void configureBlockingRetries(BlockingRetriesConfigurer blockingRetries) {
            blockingRetries.retryOn(MessageConversionException.class, RuntimeException.class);
        }
    }

    private static final class Fatal extends RetryTopicConfigurationSupport {

        @Override
        protected void manageNonBlockingFatalExceptions(List<Class<? extends Throwable>> fatal) {
            fatal.add(IOException.class);
            fatal.remove(ClassCastException.class);
        }
    }
}
