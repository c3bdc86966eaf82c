package io.redrive.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PartitionLedgerTests {

    private final PartitionLedger ledger = new PartitionLedger(0, new SettledBeyond());

    @Test
    void withoutRecordsThePositionMayBeCommitted() {
        assertThat(new PartitionLedger(42, new SettledBeyond()).committable()).isEqualTo(42);
        assertThat(new PartitionLedger(-1, new SettledBeyond()).committable()).isNegative();
        assertThat(ledger.metadata()).isEqualTo(SettledBeyond.Metadata.EMPTY);
    }

    @Test
    void aRecordIsOpenUntilItsListenerEndedAndItsCommitWasAskedFor() {
        deliver(0);
        assertThat(ledger.committable()).isZero();

        ledger.ended(0);
        assertThat(ledger.committable()).isZero();

        ledger.released(1);
        assertThat(ledger.committable()).isEqualTo(1);
    }

    @Test
    void aCommitReleasesWhatWasDeliveredNoLaterThanTheRecordBelowIt() {
        deliver(0, 1, 2, 3);

        ledger.released(3);

        assertThat(ledger.committable()).isEqualTo(3);
        assertThat(ledger.isUnfinished(3)).isTrue();
    }

    @Test
    void aCommitWithoutOffsetReleasesWhatHasEnded() {
        deliver(0, 1, 2);
        ledger.ended(1);

        ledger.released(-1);

        assertThat(ledger.committable()).isEqualTo(2);
    }

    @Test
    void aCommitFarBeyondWhatWasDeliveredReleasesNothing() {
        deliver(0, 1);

        ledger.released(100);

        assertThat(ledger.committable()).isZero();
    }

    @Test
    void aForwardHoldsTheCommitUntilItIsDurable() {
        deliver(0, 1);
        ledger.detached(0);
        ledger.ended(1);
        ledger.released(2);
        assertThat(ledger.committable()).isZero();

        ledger.settled(0);

        assertThat(ledger.committable()).isEqualTo(2);
    }

    @Test
    void aReleaseDoesNotSettleWhatIsBeingForwarded() {
        deliver(0);
        ledger.detached(0);

        ledger.released(1);

        assertThat(ledger.committable()).isZero();
    }

    @Test
    void deliveryOrderCountsAndNotTheOrderOfOffsets() {
        fetch(0, 1, 2);
        ledger.delivered(2);
        ledger.begun(2);
        ledger.delivered(0);
        ledger.begun(0);

        ledger.released(3);

        assertThat(ledger.committable()).isZero();
        assertThat(ledger.isUnfinished(2)).isFalse();
        assertThat(ledger.isUnfinished(0)).isTrue();
    }

    @Test
    void offsetsThatDoNotExistDoNotHoldTheCommit() {
        deliver(5, 9, 1_000);
        ledger.released(1_001);

        assertThat(ledger.committable()).isEqualTo(1_001);
    }

    @Test
    void aRecordIsToBeDeliveredOnce() {
        assertThat(ledger.fetched(0)).isTrue();
        assertThat(ledger.fetched(0)).as("given up and fetched again").isTrue();

        ledger.delivered(0);
        ledger.begun(0);
        assertThat(ledger.fetched(0)).as("delivered").isFalse();

        ledger.detached(0);
        assertThat(ledger.fetched(0)).as("on its way").isFalse();

        ledger.settled(0);
        assertThat(ledger.fetched(0)).as("settled").isFalse();
        assertThat(ledger.committable()).isEqualTo(1);
        assertThat(ledger.fetched(0)).as("committed").isFalse();
    }

    @Test
    void aRecordKeptAgainIsDeliveredAgain() {
        deliver(0, 1);

        ledger.keptAgain(0);
        ledger.released(2);
        assertThat(ledger.committable()).isZero();
        assertThat(ledger.lowestKept()).isZero();

        ledger.delivered(0);
        ledger.begun(0);
        ledger.released(1);

        assertThat(ledger.committable()).isEqualTo(2);
    }

    @Test
    void metadataTellsWhatIsSettledBeyondTheCommit() {
        deliver(0, 1, 2, 3, 4);
        ledger.detached(0);
        ledger.detached(3);
        ledger.released(5);

        SettledBeyond read = SettledBeyond.decode(0, ledger.metadata().text());

        assertThat(ledger.committable()).isZero();
        assertThat(read.contains(0)).isFalse();
        assertThat(read.skip(1)).isEqualTo(3);
        assertThat(read.contains(3)).isFalse();
        assertThat(read.skip(4)).isEqualTo(5);
    }

    @Test
    void aSuccessorDoesNotDeliverWhatIsSettled() {
        deliver(0, 1, 2);
        ledger.detached(0);
        ledger.released(3);

        PartitionLedger successor = successor();

        assertThat(successor.fetched(0)).isTrue();
        assertThat(successor.fetched(1)).isFalse();
        assertThat(successor.fetched(2)).isFalse();
        assertThat(successor.fetched(3)).isTrue();
        successor.delivered(0);
        successor.begun(0);
        successor.released(1);
        assertThat(successor.committable()).isEqualTo(3);
    }

    @Test
    void metadataOfASuccessorStillTellsWhatItHasNotYetFetched() {
        deliver(0, 1, 2);
        ledger.detached(0);
        ledger.released(3);

        PartitionLedger successor = successor();

        assertThat(successor.metadata()).isEqualTo(ledger.metadata());
        assertThat(successor.committable()).isZero();
    }

    @Test
    void aSeekToAnUnfinishedRecordKeepsWhatIsSettledBeyondIt() {
        deliver(0, 1, 2, 3);
        ledger.detached(3);
        ledger.settled(3);
        ledger.detached(2);

        ledger.sought(1);

        assertThat(ledger.next()).isEqualTo(1);
        assertThat(ledger.isUnfinished(0)).isTrue();
        assertThat(ledger.fetched(1)).isTrue();
        assertThat(ledger.fetched(2)).as("on its way").isFalse();
        assertThat(ledger.fetched(3)).as("settled").isFalse();
    }

    @Test
    void whatArrivesAfterASeekIsNotDeliveredAgain() {
        deliver(0, 1, 2);
        ledger.detached(1);
        ledger.detached(2);

        ledger.sought(0);
        ledger.settled(2);

        assertThat(ledger.fetched(0)).isTrue();
        assertThat(ledger.fetched(1)).isFalse();
        assertThat(ledger.committable()).isZero();
        assertThat(ledger.fetched(2)).isFalse();
        ledger.settled(1);
        ledger.delivered(0);
        ledger.begun(0);
        ledger.released(1);
        assertThat(ledger.committable()).isEqualTo(3);
    }

    @Test
    void aSeekElsewhereAsksForTheRecordsAnew() {
        deliver(0, 1, 2, 3, 4);
        ledger.detached(4);
        ledger.released(5);
        assertThat(ledger.committable()).isEqualTo(4);

        ledger.sought(1);

        assertThat(ledger.committable()).isEqualTo(1);
        assertThat(ledger.fetched(1)).isTrue();
        assertThat(ledger.fetched(2)).isTrue();
        assertThat(ledger.fetched(3)).isTrue();
        assertThat(ledger.fetched(4)).as("on its way").isFalse();
    }

    @Test
    void aSeekForwardIsHeldBackByWhatIsOnItsWayOnly() {
        deliver(0, 1, 2);
        ledger.detached(1);

        ledger.sought(100);
        assertThat(ledger.committable()).isEqualTo(1);

        ledger.settled(1);
        assertThat(ledger.committable()).isEqualTo(100);
    }

    @Test
    void aSeekToAnUnknownPositionCommitsNothingUntilARecordIsFetched() {
        deliver(0, 1);
        ledger.released(2);

        ledger.sought(-1);
        assertThat(ledger.committable()).isNegative();

        deliver(7);
        ledger.released(8);
        assertThat(ledger.committable()).isEqualTo(8);
    }

    @Test
    void aReleaseMeantForRecordsBeforeASeekDoesNotSettleThoseAfterIt() {
        deliver(0, 1, 2);
        ledger.ended(1);

        ledger.sought(1);
        fetch(1);
        ledger.released(-1);

        assertThat(ledger.isUnfinished(1)).isTrue();
        assertThat(ledger.committable()).isZero();
    }

    @Test
    void aSettledRunIsJumpedOver() {
        PartitionLedger successor = withSettledRun(1, 5_000);
        successor.fetched(0);

        assertThat(successor.jumpOverSettled(5_001)).isNegative();
        assertThat(successor.jumpOverSettled(1_000)).isEqualTo(5_000);

        assertThat(successor.next()).isEqualTo(5_000);
        assertThat(successor.jumpOverSettled(1_000)).isNegative();
        assertThat(successor.committable()).isZero();
        successor.delivered(0);
        successor.begun(0);
        successor.released(1);
        assertThat(successor.committable()).isEqualTo(5_000);
    }

    @Test
    void metadataStillTellsOfARunThatWasJumpedOver() {
        PartitionLedger successor = withSettledRun(1, 5_000);
        successor.fetched(0);
        successor.jumpOverSettled(1_000);

        assertThat(SettledBeyond.decode(0, successor.metadata().text()).skip(1)).isEqualTo(5_000);
    }

    @Test
    void aSeekBackBeforeARunThatWasJumpedOverKeepsTheRun() {
        PartitionLedger successor = withSettledRun(1, 5_000);
        successor.fetched(0);
        successor.jumpOverSettled(1_000);
        successor.metadata();

        successor.sought(0);
        successor.fetched(0);

        for (long offset = 1; offset < 5_000; offset++) {
            assertThat(successor.fetched(offset)).as("%d", offset).isFalse();
        }
    }

    @Test
    void recordsWhoseMemoryWasGivenUpAreFetchedAgainBeforeASettledRunIsJumpedOver() {
        PartitionLedger successor = withSettledRun(3, 5_000);
        successor.fetched(0);
        successor.fetched(1);
        successor.fetched(2);

        assertThat(successor.fetchAgainFrom(1)).isEqualTo(1);
        assertThat(successor.jumpOverSettled(1_000)).isNegative();
        assertThat(successor.fetched(1)).isTrue();
        assertThat(successor.jumpOverSettled(1_000)).isNegative();
        assertThat(successor.fetched(2)).isTrue();

        assertThat(successor.jumpOverSettled(1_000)).isEqualTo(5_000);
    }

    @Test
    void givingUpMemoryAgainDoesNotSkipWhatIsStillToBeFetchedAgain() {
        fetch(0, 1, 2, 3);
        ledger.delivered(3);
        ledger.begun(3);
        assertThat(ledger.fetchAgainFrom(1)).isEqualTo(1);
        ledger.keptAgain(3);

        assertThat(ledger.fetchAgainFrom(3)).isEqualTo(1);
    }

    @Test
    void aSeekDoesNotSkipWhatIsStillToBeFetchedAgainBeforeIt() {
        fetch(0, 1, 2, 3);
        ledger.delivered(3);
        ledger.begun(3);
        ledger.fetchAgainFrom(1);

        assertThat(ledger.sought(3)).isEqualTo(1);

        assertThat(ledger.fetched(1)).isTrue();
        assertThat(ledger.fetched(2)).isTrue();
        assertThat(ledger.fetched(3)).isTrue();
    }

    @Test
    void aSeekToTheNextRecordKeepsWhatIsKeptBeforeIt() {
        fetch(0, 1);
        ledger.delivered(0);
        ledger.begun(0);

        assertThat(ledger.keepsOnSeek(2)).isTrue();
        assertThat(ledger.sought(2)).isEqualTo(2);

        assertThat(ledger.isUnfinished(0)).isTrue();
        assertThat(ledger.isUnfinished(1)).isTrue();
        assertThat(ledger.keepsOnSeek(3)).isFalse();
    }

    @Test
    void openIsWhatWasFetchedAndIsNotSettledWhereverItIs() {
        deliver(0, 1, 2, 3);
        ledger.detached(1);
        ledger.detached(2);
        ledger.settled(2);

        assertThat(ledger.isOpen(0)).isTrue();
        assertThat(ledger.isOpen(1)).isTrue();
        assertThat(ledger.isOpen(2)).isFalse();
        assertThat(ledger.isOpen(4)).isFalse();

        ledger.sought(0);

        assertThat(ledger.isOpen(1)).as("still on its way").isTrue();
        assertThat(ledger.isOpen(3)).as("to be fetched again").isFalse();
    }

    @Test
    void theLowestDeliveredRecordIsTheOneWithoutOutcome() {
        assertThat(ledger.lowestDelivered()).isEqualTo(Long.MAX_VALUE);

        deliver(3, 4, 5);
        ledger.detached(3);

        assertThat(ledger.lowestDelivered()).isEqualTo(4);
    }

    @Test
    void aRecordThatIsNeverSettledDoesNotMakeTheLedgerGrow() {
        deliver(0, 1);
        ledger.detached(0);
        ledger.released(2);
        for (long offset = 2; offset < 1_000_000; offset++) {
            deliver(offset);
            ledger.released(offset + 1);
            if (offset % 1_000 == 0) {
                ledger.committable();
            }
        }

        assertThat(ledger.committable()).isZero();
        assertThat(ledger.size()).isLessThan(10_000);
        assertThat(ledger.metadata().complete()).isTrue();
        assertThat(SettledBeyond.decode(0, ledger.metadata().text()).skip(1)).isEqualTo(1_000_000);
        assertThat(ledger.fetched(500)).isFalse();

        ledger.settled(0);
        assertThat(ledger.committable()).isEqualTo(1_000_000);
        assertThat(ledger.metadata()).isEqualTo(SettledBeyond.Metadata.EMPTY);
    }

    @Test
    void whatIsSettledBehindARecordLeftBehindByASeekIsStillTold() {
        deliver(0);
        ledger.detached(0);
        ledger.sought(100);
        deliver(100, 101);
        ledger.released(102);

        assertThat(ledger.committable()).isZero();
        SettledBeyond read = SettledBeyond.decode(0, ledger.metadata().text());
        assertThat(read.contains(0)).isFalse();
        assertThat(read.contains(99)).isFalse();
        assertThat(read.skip(100)).isEqualTo(102);
    }

    @Test
    void aRecordThatFailsAfterItWasAcknowledgedHoldsTheCommitUntilItIsForwarded() {
        deliver(0, 1, 2);
        ledger.detached(0);
        ledger.released(2);

        ledger.detached(1);
        assertThat(SettledBeyond.decode(0, ledger.metadata().text()).contains(1))
                .isFalse();

        ledger.settled(0);
        assertThat(ledger.committable()).isEqualTo(1);
        ledger.settled(1);
        assertThat(ledger.committable()).isEqualTo(2);
        assertThat(ledger.metadata()).isEqualTo(SettledBeyond.Metadata.EMPTY);
    }

    @Test
    void tooManyHolesMakeTheMetadataIncompleteAndNeverWrong() {
        for (long offset = 0; offset < 20_000; offset++) {
            deliver(offset);
            ledger.detached(offset);
        }
        for (long offset = 1; offset < 20_000; offset += 2) {
            ledger.settled(offset);
        }

        SettledBeyond.Metadata metadata = ledger.metadata();

        assertThat(metadata.complete()).isFalse();
        assertThat(metadata.text().length()).isLessThanOrEqualTo(SettledBeyond.LONGEST_METADATA);
        SettledBeyond read = SettledBeyond.decode(0, metadata.text());
        assertThat(read.contains(1)).isTrue();
        for (long offset = 0; offset < 20_000; offset += 2) {
            assertThat(read.contains(offset)).isFalse();
        }
    }

    @Test
    void theLowestKeptRecordIsTheOneToBeDeliveredNext() {
        assertThat(ledger.lowestKept()).isEqualTo(Long.MAX_VALUE);

        fetch(3, 4, 5);
        ledger.delivered(3);
        ledger.begun(3);

        assertThat(ledger.lowestKept()).isEqualTo(4);
    }

    private PartitionLedger successor() {
        long committed = ledger.committable();
        return new PartitionLedger(
                committed, SettledBeyond.decode(committed, ledger.metadata().text()));
    }

    private static PartitionLedger withSettledRun(long from, long to) {
        SettledBeyond settled = new SettledBeyond();
        settled.addRange(from, to);
        return new PartitionLedger(0, settled);
    }

    private void fetch(long... offsets) {
        for (long offset : offsets) {
            assertThat(ledger.fetched(offset)).isTrue();
        }
    }

    @Test
    void remembersNoDeliveriesWhoseRecordsWereAllDetached() {
        for (long offset = 0; offset < 10; offset++) {
            deliver(offset);
            ledger.detached(offset);
            ledger.settled(offset);
        }

        assertThat(ledger.releasable()).isZero();
    }

    @Test
    void aDetachedRecordStillReleasesWhatWasDeliveredBeforeIt() {
        deliver(0, 1, 2);
        ledger.detached(2);

        ledger.released(3);
        ledger.settled(2);

        assertThat(ledger.committable()).isEqualTo(3);
        assertThat(ledger.releasable()).isZero();
    }

    private void deliver(long... offsets) {
        for (long offset : offsets) {
            fetch(offset);
            ledger.delivered(offset);
            ledger.begun(offset);
        }
    }

    @Test
    void knowsWhatTheContainerHasLeftBehindTheLastRecordItCameTo() {
        // given
        deliver(0);
        fetch(1, 2);
        ledger.delivered(1);
        ledger.delivered(2);
        assertThat(ledger.hasLeftSome()).isTrue();

        // when it comes to the last one only
        ledger.begun(2);

        // then it has passed the other one over
        assertThat(ledger.hasLeftSome()).isFalse();
        ledger.released(3);
        assertThat(ledger.committable()).isEqualTo(3);

        // when it leaves one of the next poll, which comes from before
        fetch(3, 4);
        ledger.delivered(4);
        ledger.begun(4);
        ledger.delivered(3);

        // then
        assertThat(ledger.hasLeftSome()).isTrue();
    }

    @Test
    void aSeekToASettledRecordKeepsWhatWaitsBeforeItAndAsksForTheRestAnew() {
        // given
        fetch(5);
        deliver(10, 11);
        ledger.ended(11);
        ledger.released(12);

        // when
        assertThat(ledger.keepsOnSeek(10)).isTrue();
        assertThat(ledger.sought(10)).isEqualTo(10);

        // then
        assertThat(ledger.lowestKept()).isEqualTo(5);
        assertThat(ledger.committable()).isEqualTo(5);
        assertThat(ledger.fetched(10)).isTrue();
        assertThat(ledger.fetched(11)).isTrue();
    }

    @Test
    void aRecordThatIsKeptOnceMoreIsNotTakenInOnceMoreWhenItIsFetchedAgain() {
        // given
        fetch(0);
        deliver(1);
        assertThat(ledger.fetchAgainFrom(0)).isZero();

        // when
        ledger.keptAgain(1);

        // then
        assertThat(ledger.fetched(0)).isTrue();
        assertThat(ledger.fetched(1)).isFalse();
        assertThat(ledger.lowestKept()).isZero();

        // when its memory is given up as well
        ledger.fetchAgainFrom(1);

        // then
        assertThat(ledger.fetched(1)).isTrue();
    }

    @Test
    void aSeekToARecordThatIsBeingForwardedKeepsWhatWaitsBeforeIt() {
        // given
        fetch(5);
        deliver(10);
        ledger.detached(10);

        // when
        assertThat(ledger.keepsOnSeek(10)).isTrue();
        assertThat(ledger.sought(10)).isEqualTo(10);

        // then
        assertThat(ledger.fetched(10)).as("10, which is on its way").isFalse();
        ledger.settled(10);
        assertThat(ledger.lowestKept()).isEqualTo(5);
        assertThat(ledger.committable()).isEqualTo(5);
    }

    @Test
    void knowsThatTheLogWentBackFromWhatIsFetchedAgainOnPurpose() {
        PartitionLedger ledger = new PartitionLedger(100, new SettledBeyond());
        ledger.fetched(100);
        ledger.fetched(101);

        assertThat(ledger.isBehind(102)).isFalse();
        assertThat(ledger.isBehind(0)).isTrue();

        ledger.fetchAgainFrom(101);

        assertThat(ledger.isBehind(101)).isFalse();
        assertThat(new PartitionLedger(-1, new SettledBeyond()).isBehind(0)).isFalse();
    }

    @Test
    void countsTheRecordsThatAreGoneBeforeAnybodyHasSeenThem() {
        PartitionLedger ledger = new PartitionLedger(100, new SettledBeyond());

        assertThat(ledger.goneBefore(100)).isZero();
        assertThat(ledger.goneBefore(107)).isEqualTo(7);
        ledger.fetched(107);
        assertThat(ledger.goneBefore(108)).isZero();
        assertThat(new PartitionLedger(-1, new SettledBeyond()).goneBefore(9)).isZero();
    }

    @Test
    void doesNotCountWhatWasSettledBeforeItWasGone() {
        SettledBeyond settled = new SettledBeyond();
        settled.addRange(102, 105);

        assertThat(new PartitionLedger(100, settled).goneBefore(107)).isEqualTo(4);
    }

    @Test
    void doesNotWaitForRecordsThatAreGoneWhenTheyAreToBeFetchedAgain() {
        PartitionLedger ledger = new PartitionLedger(0, new SettledBeyond());
        ledger.fetched(0);
        ledger.fetched(1);
        ledger.fetched(2);
        ledger.detached(1);
        ledger.settled(1);
        ledger.fetchAgainFrom(0);

        assertThat(ledger.goneBefore(5)).isEqualTo(4);
        assertThat(ledger.fetched(5)).isTrue();

        assertThat(ledger.committable()).isEqualTo(5);
    }

    @Test
    void hasNothingOpenWhereEverythingIsGone() {
        PartitionLedger ledger = new PartitionLedger(100, new SettledBeyond());

        assertThat(ledger.isBefore(100)).isFalse();
        assertThat(ledger.isBefore(107)).isTrue();
        ledger.goneBefore(107);

        assertThat(ledger.isBefore(107)).isFalse();
        assertThat(ledger.committable()).isEqualTo(107);
        assertThat(ledger.metadata().text()).isEmpty();
    }

    @Test
    void remembersWhatIsGoneBehindARecordThatIsStillUnderWay() {
        PartitionLedger ledger = new PartitionLedger(100, new SettledBeyond());
        ledger.fetched(100);
        ledger.detached(100);

        assertThat(ledger.goneBefore(107)).isEqualTo(6);

        assertThat(ledger.committable()).isEqualTo(100);
        SettledBeyond told = SettledBeyond.decode(100, ledger.metadata().text());
        assertThat(new PartitionLedger(100, told).goneBefore(107)).isEqualTo(1);
        ledger.settled(100);
        assertThat(ledger.committable()).isEqualTo(107);
    }

    @Test
    void beginsWhereItIsToldToWhenNothingWasEverCommitted() {
        PartitionLedger ledger = new PartitionLedger(-1, new SettledBeyond());
        assertThat(ledger.isUntouched()).isTrue();
        assertThat(ledger.isBefore(7)).isFalse();

        ledger.beginsAt(7);

        assertThat(ledger.isUntouched()).isFalse();
        assertThat(ledger.committable()).isEqualTo(7);
        assertThat(ledger.goneBefore(9)).isEqualTo(2);
    }

    @Test
    void passesOverOffsetsThatNeverWereRecordsOnceNothingBeforeThemIsToBeFetchedAgain() {
        PartitionLedger ledger = new PartitionLedger(100, new SettledBeyond());
        ledger.passOver(103);
        assertThat(ledger.committable()).isEqualTo(103);

        ledger.fetched(103);
        ledger.fetchAgainFrom(103);
        ledger.passOver(107);

        assertThat(ledger.committable()).isEqualTo(103);
        assertThat(ledger.fetched(103)).isTrue();
    }

    @Test
    void aTransactionMayCommitThePositionWhereNothingWasFetched() {
        assertThat(new PartitionLedger(42, new SettledBeyond()).commitWith(Set.of()))
                .isEqualTo(new PartitionLedger.Commit(42, SettledBeyond.Metadata.EMPTY));
    }

    @Test
    void aTransactionThatSettlesForwardsCommitsUpToTheFirstRecordThatItDoesNotSettle() {
        deliver(0, 1, 2, 3);
        ledger.detached(0);
        ledger.detached(2);
        ledger.detached(3);

        PartitionLedger.Commit commit = ledger.commitWith(Set.of(0L, 2L));

        assertThat(commit.offset()).isEqualTo(1);
        SettledBeyond beyond = beyond(commit);
        assertThat(beyond.contains(1)).as("with the container").isFalse();
        assertThat(beyond.skip(2)).isEqualTo(3);
        assertThat(beyond.contains(3)).as("another transaction's").isFalse();
        assertThat(ledger.committable()).as("as before").isZero();
    }

    @Test
    void aTransactionThatSettlesAllCommitsAll() {
        deliver(5, 9, 1_000);
        ledger.detached(5);
        ledger.detached(9);
        ledger.detached(1_000);

        assertThat(ledger.commitWith(Set.of(5L, 9L, 1_000L)))
                .isEqualTo(new PartitionLedger.Commit(1_001, SettledBeyond.Metadata.EMPTY));
        assertThat(beyond(ledger.commitWith(Set.of(9L))).skip(9)).isEqualTo(1_000);
    }

    @Test
    void aTransactionSettlesNothingThatIsStillWithTheContainer() {
        deliver(0);

        assertThat(ledger.commitWith(Set.of(0L)).offset()).isZero();
    }

    @Test
    void aTransactionTellsOfWhatWasSettledBeforeIt() {
        deliver(0, 1, 2, 3);
        ledger.detached(0);
        ledger.detached(1);
        ledger.detached(3);
        ledger.settled(3);

        PartitionLedger.Commit commit = ledger.commitWith(Set.of(1L));

        assertThat(commit.offset()).isZero();
        assertThat(beyond(commit).skip(1)).isEqualTo(2);
        assertThat(beyond(commit).skip(3)).isEqualTo(4);
    }

    @Test
    void aTransactionTellsOfWhatItsLedgerHasNotFetchedYet() {
        PartitionLedger successor = withSettledRun(3, 5_000);
        successor.fetched(0);
        successor.delivered(0);
        successor.begun(0);
        successor.detached(0);

        PartitionLedger.Commit commit = successor.commitWith(Set.of(0L));

        assertThat(commit.offset()).isEqualTo(1);
        assertThat(beyond(commit).contains(2)).isFalse();
        assertThat(beyond(commit).skip(3)).isEqualTo(5_000);
    }

    @Test
    void aTransactionIsHeldBackByWhatIsOnItsWayBeforeASeek() {
        deliver(0, 1);
        ledger.detached(0);
        ledger.detached(1);
        ledger.sought(100);
        deliver(100);
        ledger.detached(100);

        assertThat(ledger.commitWith(Set.of(100L)).offset()).isZero();
        assertThat(beyond(ledger.commitWith(Set.of(100L))).skip(100)).isEqualTo(101);
        assertThat(ledger.commitWith(Set.of(0L)).offset()).isEqualTo(1);
        assertThat(ledger.commitWith(Set.of(1L)).offset()).isZero();
        assertThat(beyond(ledger.commitWith(Set.of(1L))).skip(1)).isEqualTo(2);
        assertThat(ledger.commitWith(Set.of(0L, 1L)).offset()).isEqualTo(100);
        assertThat(ledger.commitWith(Set.of(0L, 1L, 100L)))
                .isEqualTo(new PartitionLedger.Commit(101, SettledBeyond.Metadata.EMPTY));
    }

    @Test
    void aTransactionThatSettlesNothingCommitsWhatIsCommittedWithoutOne() {
        for (long offset = 0; offset < 20_000; offset++) {
            deliver(offset);
            ledger.detached(offset);
        }
        for (long offset = 1; offset < 20_000; offset += 2) {
            ledger.settled(offset);
        }

        PartitionLedger.Commit commit = ledger.commitWith(Set.of());

        assertThat(commit).isEqualTo(new PartitionLedger.Commit(ledger.committable(), ledger.metadata()));
        assertThat(commit.beyond().complete()).isFalse();
    }

    @Test
    void whatACommitHasPassedIsForgotten() {
        SettledBeyond settled = new SettledBeyond();
        settled.addRange(1, 3);
        PartitionLedger successor = new PartitionLedger(0, settled);
        for (long offset = 0; offset < 3; offset++) {
            successor.fetched(offset);
        }
        successor.delivered(0);
        successor.begun(0);
        successor.forgetCommitted();
        assertThat(settled.contains(1)).isTrue();

        successor.released(1);
        successor.forgetCommitted();

        assertThat(settled.isEmpty()).isTrue();
    }

    @Test
    void metadataForgetsWhatACommitHasPassed() {
        SettledBeyond settled = new SettledBeyond();
        settled.addRange(0, 2);
        settled.addRange(5, 6);
        PartitionLedger successor = new PartitionLedger(0, settled);
        successor.fetched(0);
        successor.fetched(1);

        successor.metadata();

        assertThat(settled.contains(0)).isFalse();
        assertThat(settled.contains(5)).isTrue();
    }

    @Test
    void metadataOfASuccessorStillTellsWhatItHasFetchedAsSettled() {
        PartitionLedger successor = withSettledRun(1, 3);
        for (long offset = 0; offset < 4; offset++) {
            successor.fetched(offset);
        }

        assertThat(SettledBeyond.decode(0, successor.metadata().text()).skip(1)).isEqualTo(3);
    }

    @Test
    void metadataTellsWhatIsGoneWhileItWasToBeFetchedAgain() {
        fetch(0, 1, 2);
        ledger.delivered(0);
        ledger.begun(0);
        ledger.detached(0);
        ledger.fetchAgainFrom(1);

        assertThat(ledger.goneBefore(3)).isEqualTo(2);

        assertThat(SettledBeyond.decode(0, ledger.metadata().text()).skip(1)).isEqualTo(3);
    }

    @Test
    void metadataTellsOfWhatArrivedAfterASeek() {
        deliver(0, 1);
        ledger.detached(0);
        ledger.detached(1);
        ledger.sought(100);

        ledger.settled(1);

        assertThat(SettledBeyond.decode(0, ledger.metadata().text()).skip(1)).isEqualTo(2);
    }

    @Test
    void remembersDeliveriesThatMayStillBeReleased() {
        deliver(0, 1, 2);
        assertThat(ledger.releasable()).isEqualTo(3);
        assertThat(ledger.size()).isEqualTo(3);

        ledger.keptAgain(2);
        assertThat(ledger.releasable()).isEqualTo(2);

        ledger.sought(1);
        assertThat(ledger.releasable()).isEqualTo(1);

        ledger.sought(50);
        assertThat(ledger.releasable()).isZero();
    }

    @Test
    void isFinishedWithARecordThatIsOnItsWay() {
        deliver(0);
        assertThat(ledger.isUnfinished(0)).isTrue();

        ledger.detached(0);

        assertThat(ledger.isUnfinished(0)).isFalse();
    }

    @Test
    void knowsAPartitionThatBeginsAtItsFirstOffset() {
        assertThat(ledger.isUntouched()).isFalse();
        assertThat(ledger.isBefore(0)).isFalse();
        assertThat(ledger.isBefore(1)).isTrue();
    }

    @Test
    void jumpsOverARunThatIsJustLongEnough() {
        PartitionLedger successor = withSettledRun(1, 5_000);
        successor.fetched(0);

        assertThat(successor.jumpOverSettled(4_999)).isEqualTo(5_000);
    }

    @Test
    void passesOverNothingWhereNothingIsMissing() {
        ledger.passOver(0);

        assertThat(ledger.size()).isZero();
    }

    private static SettledBeyond beyond(PartitionLedger.Commit commit) {
        return SettledBeyond.decode(commit.offset(), commit.beyond().text());
    }
}
