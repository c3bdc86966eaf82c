package io.redrive.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.header.ControlHeaders;
import io.redrive.header.HeaderSignature;
import io.redrive.header.RedriveHeaders;
import io.redrive.header.RetryHeaderCodec;
import io.redrive.redrive.RedriveTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class RoutesTests {

    private static final long NOW = 5_000_000;

    private final World world = new World(true, 1);
    private final HeaderSignature signature = new HeaderSignature("0123456789abcdef".getBytes(UTF_8), null, true);

    @Test
    void whatGoesToARetryTopicIsDueAtOnceAsAFirstAttemptAndSigned() {
        ProducerRecord<byte[], byte[]> sent =
                routes("g", List.of("retry-1", "retry-2")).route(dead(), RedriveTarget.RETRY, "job-7", NOW);

        assertThat(sent.topic()).isEqualTo("retry-1");
        assertThat(sent.partition()).isEqualTo(2);
        assertThat(sent.timestamp()).isEqualTo(NOW);
        assertThat(RetryHeaderCodec.decode(sent.headers(), 0)).isEqualTo(new ControlHeaders.Valid(1, NOW, NOW));
        assertThat(RetryHeaderCodec.hasForgedOrigin(sent.headers(), "orders")).isFalse();
        assertThat(RetryHeaderCodec.firstFailure(sent.headers())).isEqualTo(5);
        assertThat(RedriveHeaders.id(sent.headers())).isEqualTo(new RedriveHeaders.Id("job-7", 2, 0));
        assertThat(RedriveHeaders.times(sent.headers())).isEqualTo(1);
        assertThat(signature.problem(sent.headers(), null, ByteBuffer.wrap(sent.value())))
                .isNull();
    }

    @Test
    void whatGoesToTheMainTopicHasNoHeadersButTheApplicationsAndWhereItWasDead() {
        ProducerRecord<byte[], byte[]> sent =
                routes("g", List.of("retry-1")).route(dead(), RedriveTarget.MAIN, "job", NOW);
        ProducerRecord<byte[], byte[]> withoutRetries =
                routes("g", List.of()).route(dead(), RedriveTarget.RETRY, "job", NOW);

        for (ProducerRecord<byte[], byte[]> each : List.of(sent, withoutRetries)) {
            assertThat(each.topic()).isEqualTo("orders");
            assertThat(Arrays.stream(each.headers().toArray()).map(Header::key))
                    .containsExactly("tenant", "redrive_redriven-by", "redrive_redrives");
        }
        assertThat(new String(sent.headers().lastHeader("redrive_redriven-by").value(), UTF_8))
                .isEqualTo("job/2/0");
        assertThat(sent.headers().lastHeader("redrive_redrives").value()).containsExactly(0, 0, 0, 1);
    }

    @Test
    void aRecordOfAnotherGroupGoesNowhere() {
        assertThat(routes("other", List.of("retry-1")).route(dead(), RedriveTarget.RETRY, "job", NOW))
                .isNull();
        assertThat(routes("other", List.of("retry-1")).route(dead(), RedriveTarget.topic("allowed"), "job", NOW))
                .isNotNull();
    }

    @Test
    void onlyConfiguredTopicsAreTargetsAndNoDeadLetterTopicIs() {
        Routes routes = routes("g", List.of("retry-1"));

        assertThat(routes.problem(RedriveTarget.RETRY, 10)).isNull();
        assertThat(routes.problem(RedriveTarget.topic("allowed"), 0)).isNull();
        assertThat(routes.problem(RedriveTarget.topic("allowed"), 1)).contains("no canary");
        assertThat(routes.problem(RedriveTarget.topic("orders"), 0)).contains("is no target");
        assertThat(routes.problem(RedriveTarget.topic(World.TOPIC), 0)).contains("is no target");
    }

    @Test
    void whatCannotBeReadCountsAsNotSentBack() {
        assertThat(RedriveHeaders.times(dead().headers())).isZero();
        for (String malformed : List.of("", "job", "job/1", "job/x/1", "job/1/2/3", "/".repeat(300))) {
            assertThat(RedriveHeaders.id(dead().headers().add("redrive_redriven-by", malformed.getBytes(UTF_8))))
                    .isNull();
        }
    }

    private ConsumerRecord<byte[], byte[]> dead() {
        world.dead.clear();
        world.die(2, "x.A");
        return world.dead.get(2).get(0);
    }

    private Routes routes(String group, List<String> retryTopics) {
        RedriveTopic topic = new RedriveTopic(
                World.TOPIC,
                new RedriveTopic.Cluster(Map.of(), Map.of(), Map.of()),
                List.of(new RedriveTopic.Source("orders", group, retryTopics, Map.of(), List.of(World.TOPIC))));
        return new Routes(() -> topic, Set.of("allowed", World.TOPIC), signature);
    }
}
