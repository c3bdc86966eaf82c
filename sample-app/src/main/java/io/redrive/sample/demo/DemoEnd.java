package io.redrive.sample.demo;

import io.redrive.sample.settlement.Settlements;
import io.redrive.sample.story.OrderStory;
import io.redrive.sample.story.Summary;
import io.redrive.sample.story.SummaryTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Waits until the stream has ended and every published order is settled or dead, and sums up. */
@Component
public class DemoEnd {

    private static final Logger log = LoggerFactory.getLogger(DemoEnd.class);

    private final DemoStream stream;
    private final OrderStory story;
    private final Settlements settlements;
    private final Duration giveUpAfter;
    private final InstantSource time;
    private final CompletableFuture<Summary> end = new CompletableFuture<>();

    DemoEnd(
            DemoStream stream,
            OrderStory story,
            Settlements settlements,
            DemoProperties properties,
            InstantSource time) {
        this.stream = stream;
        this.story = story;
        this.settlements = settlements;
        this.giveUpAfter = properties.giveUpAfter();
        this.time = time;
    }

    /** Returns the summary to come. */
    public CompletableFuture<Summary> summary() {
        return end.copy();
    }

    @Scheduled(fixedDelayString = "100ms")
    void look() {
        Instant streamEndedAt = stream.endedAt();
        if (streamEndedAt == null || end.isDone()) {
            return;
        }
        Summary summary = Summary.of(story.histories(), settlements.orderIds());
        if (summary.open() == 0 || time.instant().isAfter(streamEndedAt.plus(giveUpAfter))) {
            if (summary.published() > 0) {
                log.info(SummaryTable.of(summary));
            }
            end.complete(summary);
        }
    }
}
