package io.redrive.campaign.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JudgeTests {

    @Test
    void findsNothingWrongWithARunThatKeptEveryPromise() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .sent(2, 1, 0)
                .sent(3, 99, 0)
                .processed("a", 1, 1, 10)
                .failed("a", 2, 1, 12)
                .processed("b", 2, 2, 1_020)
                .failed("a", 3, 1, 14)
                .failed("b", 3, 2, 1_030)
                .failed("b", 3, 3, 3_040)
                .dead(3)
                .judged();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.figures())
                .containsEntry("sent", 3.0)
                .containsEntry("processed", 2.0)
                .containsEntry("dead", 1.0)
                .containsEntry("lost", 0.0)
                .containsEntry("deleted and told", 0.0)
                .containsEntry("duplicates", 0.0)
                .containsEntry("deliveries", 6.0);
    }

    @Test
    void catchesARunInWhichNothingWasSent() {
        assertThat(new Story().judged().violations()).containsExactly("nothing sent (1): no record was acknowledged");
    }

    @Test
    void catchesARecordThatNobodyWasGiven() {
        Verdict verdict = new Story().sent(1, 0, 0).judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("lost (1): 1 at main-0@1");
        assertThat(verdict.figure("lost")).isEqualTo(1);
    }

    @Test
    void catchesARecordWhoseForwardIsGone() {
        Verdict verdict = new Story().sent(1, 1, 0).failed("a", 1, 1, 10).judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("lost (1)");
    }

    @Test
    void catchesARecordThatWasBegunAndNeverEnded() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .begun("a", 1, 1, 10)
                .harmed("a", 11, 12)
                .judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("lost (1)");
    }

    @Test
    void countsAParkedRecordAndExcusesItWhereThatIsTolerated() {
        Story story = new Story().sent(1, 99, 0).failed("a", 1, 1, 10).parked("a", 1, 20);

        assertThat(story.judged().violations()).singleElement().asString().startsWith("parked");
        assertThat(story.judged(Tolerance.ofHarmedBrokers().withParked()).violations())
                .isEmpty();
    }

    @Test
    void catchesWhatIsNotCommitted() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .processed("a", 1, 1, 10)
                .unsettled("main-0 committed 1 of 2")
                .judged();

        assertThat(verdict.violations()).containsExactly("not settled (1): main-0 committed 1 of 2");
    }

    @Test
    void catchesADeadLetterOfARecordThatWasToSucceed() {
        Verdict verdict =
                new Story().sent(1, 1, 0).failed("a", 1, 1, 10).dead(1).judged();

        assertThat(verdict.violations()).anySatisfy(text -> assertThat(text).startsWith("wrong end"));
    }

    @Test
    void catchesARecordThatEndsTwice() {
        Verdict verdict =
                new Story().sent(1, 0, 0).processed("a", 1, 1, 10).dead(1).judged();

        assertThat(verdict.violations()).anySatisfy(text -> assertThat(text).startsWith("wrong end"));
    }

    @Test
    void catchesADeliveryBeforeItsDueTime() {
        Verdict verdict = new Story()
                .sent(1, 1, 0)
                .failed("a", 1, 1, 10)
                .processedWithDue("a", 1, 2, 1_020, 1_019)
                .judged();

        assertThat(verdict.violations()).containsExactly("early (1): attempt 2 of 1 at retry-1-0@1 by 1 ms");
        assertThat(verdict.figure("early")).isEqualTo(1);
    }

    @Test
    void catchesADueTimeThatIsSoonerThanTheDelay() {
        Verdict verdict = new Story()
                .sent(1, 1, 0)
                .failed("a", 1, 1, 10)
                .processedWithDue("a", 1, 2, 900, 1_200)
                .judged();

        assertThat(verdict.violations())
                .singleElement()
                .asString()
                .startsWith("early (1)")
                .endsWith("too soon");
    }

    @Test
    void catchesASkippedAttempt() {
        Verdict verdict = new Story()
                .sent(1, 99, 0)
                .failed("a", 1, 1, 10)
                .failed("a", 1, 3, 3_020)
                .dead(1)
                .judged();

        assertThat(verdict.violations())
                .singleElement()
                .asString()
                .startsWith("wrong attempts (1)")
                .endsWith("[1, 3]");
    }

    @Test
    void catchesAnAttemptTooMany() {
        Verdict verdict = new Story()
                .sent(1, 1, 0)
                .failed("a", 1, 1, 10)
                .processed("a", 1, 2, 1_020)
                .processed("a", 1, 3, 3_030)
                .judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("wrong attempts (1)");
        assertThat(verdict.figure("wrong attempts")).isEqualTo(1);
    }

    @Test
    void catchesADeadLetterWithoutItsLastAttempt() {
        Verdict verdict = new Story()
                .sent(1, 99, 0)
                .failed("a", 1, 1, 10)
                .failed("a", 1, 2, 1_020)
                .dead(1)
                .judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("wrong attempts (1)");
    }

    @Test
    void catchesAnAttemptBeforeTheOneBeforeItHasFailed() {
        Verdict verdict = new Story()
                .sent(1, 1, 0)
                .begun("a", 1, 1, 10)
                .processed("b", 1, 2, 1_020)
                .harmed("a", 12, 13)
                .judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("wrong attempts (1)");
    }

    @Test
    void catchesARepetitionThatNothingExcuses() {
        Story story = new Story().sent(1, 0, 0).processed("a", 1, 1, 10).processed("b", 1, 1, 20);

        assertThat(story.judged().violations()).singleElement().asString().startsWith("repeated without need (1)");
        assertThat(story.judged().figure("duplicates beyond")).isEqualTo(1);
        assertThat(story.judged(Tolerance.ofHarmedBrokers()).violations()).isEmpty();
        assertThat(story.judged(Tolerance.ofHarmedBrokers()).figure("duplicates"))
                .isEqualTo(1);
    }

    @Test
    void excusesTheRepetitionOfWhatAKilledInstanceCouldNotCommit() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .processed("a", 1, 1, 10)
                .harmed("a", 15, 16)
                .processed("b", 1, 1, 20)
                .judged();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.figure("duplicates")).isEqualTo(1);
    }

    @Test
    void doesNotExcuseTheRepetitionOfWhatWasDoneLongBeforeTheKill() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .processed("a", 1, 1, 10)
                .harmed("a", 60_000, 60_001)
                .processed("b", 1, 1, 60_020)
                .judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("repeated without need");
    }

    @Test
    void doesNotExcuseARepetitionByTheHarmOfAnother() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .processed("a", 1, 1, 10)
                .harmed("b", 15, 16)
                .processed("b", 1, 1, 20)
                .judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("repeated without need");
    }

    @Test
    void excusesTheRepetitionByTheNextOwnerOfALostPartition() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .begun("a", 1, 1, 10)
                .processed("b", 1, 1, 7_000)
                .lostPartition("a", 1, 1, 9_000)
                .judged();

        assertThat(verdict.violations()).isEmpty();
    }

    @Test
    void excusesWhatAZombieRepeatsBeforeItHearsOfItsLoss() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .harmed("a", 5, 9_000)
                .processed("b", 1, 1, 7_000)
                .processed("a", 1, 1, 9_010)
                .lostPartition("a", 1, 1, 9_020)
                .judged();

        assertThat(verdict.violations()).isEmpty();
    }

    @Test
    void excusesCopiesOfWhatWasForwardedTwiceForAReason() {
        Verdict verdict = new Story()
                .sent(1, 1, 0)
                .failed("a", 1, 1, 10)
                .harmed("a", 15, 16)
                .failed("b", 1, 1, 20)
                .processed("b", 1, 2, 1_025)
                .copyProcessed("b", 1, 2, 1_040)
                .judged();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.figure("duplicates")).isEqualTo(2);
    }

    @Test
    void catchesCopiesThatNothingExcuses() {
        Verdict verdict = new Story()
                .sent(1, 1, 0)
                .failed("a", 1, 1, 10)
                .processed("b", 1, 2, 1_025)
                .copyProcessed("b", 1, 2, 1_040)
                .judged();

        assertThat(verdict.violations()).singleElement().asString().startsWith("repeated without need");
    }

    @Test
    void catchesAPartitionThatStandsStill() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .sent(2, 0, 5)
                .processed("a", 1, 1, 10)
                .processed("a", 2, 1, 12_010)
                .judged(Tolerance.ofHarmedInstances().withStandstill(Duration.ofSeconds(5)));

        assertThat(verdict.violations()).containsExactly("standstill (1): main-0 for 12.0 s");
        assertThat(verdict.figure("standstill s")).isEqualTo(12);
    }

    @Test
    void doesNotTakeAPartitionWithoutRecordsForOneThatStandsStill() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .sent(2, 0, 60_000)
                .processed("a", 1, 1, 10)
                .processed("a", 2, 1, 60_010)
                .judged(Tolerance.ofHarmedInstances().withStandstill(Duration.ofSeconds(5)));

        assertThat(verdict.violations()).isEmpty();
    }

    @Test
    void catchesARecordThatIsDeliveredOverAndOver() {
        Story story = new Story().sent(1, 0, 0);
        for (int i = 0; i < 5; i++) {
            story.processed("a", 1, 1, 10 + i);
        }

        Verdict verdict = story.judged(Tolerance.ofHarmedBrokers());

        assertThat(verdict.violations()).containsExactly("over and over (1): 1 was delivered 5 times");
    }

    @Test
    void catchesOtherBytes() {
        Verdict verdict = new Story().sent(1, 0, 0).changed("a", 1, 1, 10).judged();

        assertThat(verdict.violations()).containsExactly("other bytes (1): 1 at main-0@1");
    }

    @Test
    void catchesALogThatFills() {
        Story story = new Story().sent(1, 0, 0).processed("a", 1, 1, 10);
        story.logged("a", 10, 0).logged("a", 30, 50_000).logged("a", 100, 100_000);

        Verdict verdict = story.judged();

        assertThat(verdict.figure("lines per minute")).isEqualTo(70);
        assertThat(verdict.violations()).containsExactly("noise (1): 70 lines of Redrive in a minute");
    }

    @Test
    void catchesADueTimeThatAnInstanceWithAnotherClockDoesNotKeep() {
        Verdict verdict = new Story()
                .sent(1, 1, 0)
                .failed("a", 1, 1, 10)
                .processedWithDue("b", 1, 2, 1_310, 1_010)
                .judged();

        assertThat(verdict.violations()).containsExactly("early (1): attempt 2 of 1 at retry-1-0@1 by 300 ms");
    }

    @Test
    void catchesAFirstDeliveryThatIsNoFirstAttempt() {
        Verdict verdict = new Story().sent(1, 1, 0).processed("a", 1, 2, 10).judged();

        assertThat(verdict.violations())
                .singleElement()
                .asString()
                .startsWith("wrong attempts (1)")
                .endsWith("[2]");
    }

    @Test
    void catchesARetryOfWhatHasSucceeded() {
        Verdict verdict = new Story()
                .sent(1, 0, 0)
                .processed("a", 1, 1, 10)
                .processed("a", 1, 2, 1_020)
                .judged();

        assertThat(verdict.violations())
                .anySatisfy(text ->
                        assertThat(text).startsWith("wrong attempts (1)").endsWith("[1, 2]"));
    }

    @Test
    void catchesARecordOfWhichOnlyTheBrokersKnowWhenNobodyWasGivenIt() {
        Story story = new Story().sent(1, 0, 0).sent(2, 0, 0).processed("a", 1, 1, 10);

        assertThat(story.judged(Tolerance.ofHarmedBrokers()).violations())
                .containsExactly("lost (1): 2 at main-0@2, never delivered");
        assertThat(story.judged(Tolerance.ofHarmedBrokers().withParked()).figure("lost"))
                .isEqualTo(1);
    }

    @Test
    void doesNotTakeWhatWasDeletedForLostWhereItWasToBeDeletedAndWasTold() {
        Story story = new Story().sent(1, 1, 0).failed("a", 1, 1, 10).told("a", 0, false, 20);

        Verdict verdict = story.told("b", 2, true, 30).judged(deleting());

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.figures())
                .containsEntry("lost", 0.0)
                .containsEntry("deleted and told", 1.0)
                .containsEntry("told as deleted", 2.0);
    }

    @Test
    void catchesWhatWasDeletedWithoutAWord() {
        Story story = new Story()
                .sent(1, 1, 0)
                .sent(2, 1, 0)
                .failed("a", 1, 1, 10)
                .failed("a", 2, 1, 12)
                .told("a", 1, true, 20);

        assertThat(story.judged(deleting()).violations())
                .singleElement()
                .asString()
                .startsWith("lost (2)");
        assertThat(story.judged(deleting()).figure("deleted and told")).isZero();
    }

    @Test
    void doesNotTakeForDeletedWhatNeverCameToARetryTopic() {
        Story story =
                new Story().sent(1, 1, 0).sent(2, 1, 0).failed("a", 1, 1, 10).told("a", 9, true, 20);

        assertThat(story.judged(deleting()).violations()).containsExactly("lost (1): 2 at main-0@2, never delivered");
        assertThat(story.judged(deleting()).figure("deleted and told")).isEqualTo(1);
    }

    @Test
    void catchesWhatWasDeletedAndIsNotNamedInHealth() {
        Story story = new Story().sent(1, 1, 0).failed("a", 1, 1, 10).told("a", 1, false, 20);

        assertThat(story.judged(deleting()).violations())
                .singleElement()
                .asString()
                .startsWith("not told");
    }

    @Test
    void doesNotExcuseLossByWhatIsToldWhereNothingWasToBeDeleted() {
        Story story = new Story().sent(1, 1, 0).failed("a", 1, 1, 10).told("a", 1, true, 20);

        assertThat(story.judged().violations())
                .anySatisfy(text -> assertThat(text).startsWith("lost (1)"))
                .anySatisfy(text -> assertThat(text).startsWith("told without need (1)"));
    }

    @Test
    void catchesASecondDeadLetterThatNothingExcuses() {
        Story story = buried("a", 1).dead(1).dead(1);

        assertThat(story.judged().violations()).containsExactly("repeated without need (1): 2 dead letters of 1");
        assertThat(story.judged().figure("duplicates beyond")).isEqualTo(1);
        assertThat(story.judged(Tolerance.ofHarmedBrokers()).violations()).isEmpty();
    }

    @Test
    void excusesASecondDeadLetterOfAnInstanceThatWasKilled() {
        Verdict verdict =
                buried("a", 1).dead(1).dead(1).harmed("a", 3_045, 3_046).judged();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.figure("duplicates")).isEqualTo(1);
    }

    private static Story buried(String instance, int number) {
        return new Story()
                .sent(number, 99, 0)
                .failed(instance, number, 1, 10)
                .failed(instance, number, 2, 1_020)
                .failed(instance, number, 3, 3_040);
    }

    private static Tolerance deleting() {
        return Tolerance.ofHarmedBrokers().withDeleted();
    }
}
