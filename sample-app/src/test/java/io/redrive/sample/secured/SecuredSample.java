package io.redrive.sample.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redrive.sample.SampleApplication;
import io.redrive.sample.story.OrderHistory;
import io.redrive.sample.story.OrderState;
import io.redrive.sample.story.OrderStory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample application, as it runs on a secured cluster. */
final class SecuredSample implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ConfigurableApplicationContext context;

    private SecuredSample(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static SecuredSample start(SecuredBroker broker, String... further) {
        List<String> arguments = new ArrayList<>(broker.connection());
        arguments.addAll(List.of(
                "--server.port=0",
                "--redrive.listeners.settlement.delay=100ms",
                "--spring.http.clients.connect-timeout=20s",
                "--spring.http.clients.read-timeout=20s"));
        arguments.addAll(List.of(further));
        return new SecuredSample(new SpringApplicationBuilder(SampleApplication.class)
                .profiles("yml")
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    void awaitState(String id, OrderState state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bean(OrderStory.class).history(id))
                        .as(id)
                        .isNotNull()
                        .extracting(OrderHistory::state)
                        .isEqualTo(state));
    }

    String get(String path) {
        URI uri = URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
