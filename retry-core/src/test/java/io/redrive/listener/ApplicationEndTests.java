package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ApplicationEndTests {

    private final Throwable interrupted = new IllegalStateException(new InterruptedException());
    private final Throwable refused = new IllegalStateException(new RejectedExecutionException("shut down"));
    private final Throwable other = new IllegalStateException("no good");

    private final ApplicationEnd end = new ApplicationEnd();

    @Test
    void causesNothingWhileTheApplicationRuns() {
        assertThat(end.causes(interrupted, true, false)).isFalse();
        assertThat(end.causes(refused, false, false)).isFalse();
        assertThat(end.causes(other, false, false)).isFalse();
    }

    @Test
    void aFailureThatDoesNotTellItsCauseIsOneOfItsRecord() {
        Throwable hostile = new RuntimeException("no good") {

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("not even this");
            }
        };

        assertThat(end.causes(hostile, false, true)).isFalse();
    }

    @Test
    void aStoppedContainerCausesInterruptionsOnly() {
        assertThat(end.causes(interrupted, false, true)).isTrue();
        assertThat(end.causes(other, true, true)).isTrue();
        assertThat(end.causes(refused, false, true)).isFalse();
        assertThat(end.causes(other, false, true)).isFalse();
    }

    @Test
    void theBeginningOfTheEndCausesInterruptionsAndRefusalsOfExecutors() {
        end.begun();

        assertThat(end.causes(interrupted, false, false)).isTrue();
        assertThat(end.causes(refused, false, false)).isTrue();
        assertThat(end.causes(other, false, true)).isFalse();
    }

    @Test
    void afterTheTimeOfListenersTheEndCausesEveryFailure() {
        end.begun();
        end.overtime();

        assertThat(end.causes(other, false, false)).isTrue();

        // when
        end.notYet();

        // then
        assertThat(end.causes(other, false, false)).isFalse();
    }
}
