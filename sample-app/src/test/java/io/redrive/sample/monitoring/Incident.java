package io.redrive.sample.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** Twenty orders per second, of which in the second fifth of the time most find the gateway busy. */
final class Incident implements AutoCloseable {

    /** Cents decide how the gateway treats an order: most are accepted, some are busy once or twice, one is declined. */
    private static final List<String> CALM = List.of(
            "50", "50", "50", "50", "01", "50", "50", "20", "50", "50", "50", "50", "02", "50", "50", "50", "50", "50",
            "50", "40");
    /** Busy for as long as it is asked, or for three calls. */
    private static final List<String> BUSY = List.of("99", "03", "03", "99", "50");

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger count = new AtomicInteger();
    private final RestClient http;
    private final Instant begin;
    private final Instant end;

    Incident(int applicationPort, Instant start, Duration duration) {
        http = RestClient.create("http://localhost:" + applicationPort);
        begin = start.plus(duration.dividedBy(5));
        end = start.plus(duration.multipliedBy(2).dividedBy(5));
        var unused = clock.scheduleAtFixedRate(this::postOne, 0, 50, TimeUnit.MILLISECONDS);
        var unusedEither = clock.schedule(clock::shutdown, duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until all orders are posted. */
    void awaitEnd() throws InterruptedException {
        if (!clock.awaitTermination(1, TimeUnit.HOURS)) {
            throw new IllegalStateException("Orders are still being posted");
        }
    }

    private void postOne() {
        Instant now = Instant.now();
        List<String> cents = now.isAfter(begin) && now.isBefore(end) ? BUSY : CALM;
        http.post()
                .uri("/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"amount\": \"12." + cents.get(count.getAndIncrement() % cents.size())
                        + "\", \"customer\": \"Ada\"}")
                .retrieve()
                .toBodilessEntity();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
