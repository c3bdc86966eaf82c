package io.redrive.consume;

import io.redrive.backoff.BackOffSchedule;
import io.redrive.backoff.Jitter;
import io.redrive.classify.ExceptionClassifier;
import io.redrive.forward.RecordForwarder;
import io.redrive.header.ExceptionText;
import io.redrive.header.HeaderFormat;
import io.redrive.log.FailureLog;
import io.redrive.route.RetryRouter;
import io.redrive.topic.RetryTopic;
import io.redrive.topic.RetryTopology;
import io.redrive.topic.TopicChain;
import io.redrive.topic.TopicSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What a consumer of one listener is given where a test asks for nothing special: one retry, after a second. */
final class TestListening {

    private static final RetryTopology TOPOLOGY = new RetryTopology(
            "listener",
            "group",
            new BackOffSchedule(List.of(Duration.ofSeconds(1))),
            Jitter.NONE,
            List.of(0),
            List.of(new TopicChain("main", List.of(new RetryTopic("retry", Duration.ofSeconds(1))), "dead")),
            TopicSettings.LIKE_MAIN_TOPIC);

    private TestListening() {}

    static Listening of(InstantSource clock, RecordForwarder forwarder, Duration... blockingDelays) {
        return of(clock, forwarder, new HeldBytes(1 << 20), blockingDelays);
    }

    static Listening of(
            InstantSource clock, RecordForwarder forwarder, HeldBytes heldBytes, Duration... blockingDelays) {
        return new Listening(
                TOPOLOGY,
                new RetryRouter(TOPOLOGY, new ExceptionClassifier(Set.of(), Set.of(), Set.of(), false), null),
                forwarder,
                List.of(blockingDelays),
                ExceptionText.MESSAGE,
                HeaderFormat.STANDARD,
                Limits.DEFAULT,
                heldBytes,
                new FailureLog("listener", clock, ZoneOffset.UTC),
                clock,
                new Random(1),
                RetryEvents.NONE);
    }
}
