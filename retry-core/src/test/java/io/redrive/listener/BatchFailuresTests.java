package io.redrive.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.RecordsFailedException;
import io.redrive.consume.BatchFailure;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.listener.BatchListenerFailedException;

class BatchFailuresTests {

    private static final List<ConsumerRecord<String, String>> BATCH = IntStream.range(0, 5)
            .mapToObj(i -> new ConsumerRecord<>("topic", i % 2, i, "key", "value " + i))
            .toList();
    private final IllegalStateException cause = new IllegalStateException("cause");

    @Test
    void takesTheRecordsBeforeTheNamedOneForDoneAndThoseBehindItForNotReached() {
        BatchFailure failure = read(new BatchListenerFailedException("failed", cause, 2));

        assertThat(failure).isEqualTo(new BatchFailure(Map.of(2, cause), 3, false));
    }

    @Test
    void findsTheNamedRecordByItsPlace() {
        ConsumerRecord<String, String> replaced = new ConsumerRecord<>("topic", 1, 3, "other key", "other value");

        BatchFailure failure = read(new BatchListenerFailedException("failed", cause, replaced));

        assertThat(failure).isEqualTo(new BatchFailure(Map.of(3, cause), 4, false));
    }

    @Test
    void takesTheExceptionItselfForTheFailureWhenItHasNoCause() {
        BatchListenerFailedException thrown = new BatchListenerFailedException("failed", 0);

        assertThat(read(thrown)).isEqualTo(new BatchFailure(Map.of(0, thrown), 1, false));
    }

    @Test
    void readsSeveralRecordsFromTheExceptionsThatOneHasSuppressed() {
        BatchListenerFailedException thrown = new BatchListenerFailedException("failed", cause, 1);
        thrown.addSuppressed(new BatchListenerFailedException("failed too", cause, 3));
        thrown.addSuppressed(new IllegalArgumentException("says nothing"));

        assertThat(read(thrown)).isEqualTo(new BatchFailure(Map.of(1, cause, 3, cause), 4, false));
    }

    @Test
    void takesAllOthersForDoneWhenTheListenerHasComeToTheEnd() {
        RecordsFailedException thrown =
                new RecordsFailedException().add(4, cause).add(0, cause);

        assertThat(read(thrown)).isEqualTo(new BatchFailure(Map.of(0, cause, 4, cause), 5, false));
    }

    @Test
    void findsTheExceptionAmongTheCauses() {
        RuntimeException thrown =
                new IllegalStateException(new RuntimeException(new BatchListenerFailedException("failed", cause, 2)));

        assertThat(read(thrown).failures()).containsOnlyKeys(2);
    }

    @Test
    void asksForTheRecordsOneByOneWhenNoneIsNamed() {
        assertThat(read(cause)).isEqualTo(new BatchFailure(Map.of(), 0, true));
        assertThat(read(new RecordsFailedException())).isEqualTo(new BatchFailure(Map.of(), 0, true));
    }

    @Test
    void asksForTheRecordsOneByOneWhenTheNamedOneIsNotOfTheBatch() {
        ConsumerRecord<String, String> foreign = new ConsumerRecord<>("other", 0, 0, "key", "value");

        assertThat(read(new BatchListenerFailedException("failed", 5)).oneByOne())
                .isTrue();
        assertThat(read(new BatchListenerFailedException("failed", -1)).oneByOne())
                .isTrue();
        assertThat(read(new BatchListenerFailedException("failed", foreign)).oneByOne())
                .isTrue();
        assertThat(read(new RecordsFailedException().add(7, cause)).oneByOne()).isTrue();
    }

    @Test
    void asksForTheRecordsOneByOneWhenAFilterHasChangedTheirIndexes() {
        BatchListenerFailedException byIndex = new BatchListenerFailedException("failed", cause, 2);
        BatchListenerFailedException byRecord = new BatchListenerFailedException("failed", cause, BATCH.get(2));

        assertThat(BatchFailures.of(BATCH, byIndex, false).oneByOne()).isTrue();
        assertThat(BatchFailures.of(BATCH, new RecordsFailedException().add(2, cause), false)
                        .oneByOne())
                .isTrue();
        assertThat(BatchFailures.of(BATCH, byRecord, false).failures()).containsOnlyKeys(2);
    }

    @Test
    void blamesTheOnlyRecordOfABatch() {
        assertThat(BatchFailures.of(BATCH.subList(0, 1), cause, true))
                .isEqualTo(new BatchFailure(Map.of(0, cause), 1, false));
    }

    private static BatchFailure read(Throwable thrown) {
        return BatchFailures.of(BATCH, thrown, true);
    }
}
