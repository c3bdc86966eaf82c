package io.redrive.sample.incident;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.jayway.jsonpath.JsonPath;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A payment gateway that answers payments of some cents with an error until that is mended. */
final class Gateway implements AutoCloseable {

    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final HttpServer server;

    Gateway(String... brokenCents) {
        broken.addAll(Set.of(brokenCents));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/payments/", this::pay);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    void mend(String cents) {
        broken.remove(cents);
    }

    private void pay(HttpExchange exchange) throws IOException {
        try {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            BigDecimal amount = new BigDecimal(JsonPath.read(body, "$.amount").toString());
            String cents =
                    amount.setScale(2).remainder(BigDecimal.ONE).toString().substring(2);
            String path = exchange.getRequestURI().getPath();
            byte[] answer =
                    ("{\"reference\":\"PAY-" + path.substring(path.lastIndexOf('/') + 1) + "\"}").getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            int status = cents.equals("40") ? 402 : 503;
            exchange.sendResponseHeaders(broken.contains(cents) ? status : 200, answer.length);
            exchange.getResponseBody().write(answer);
        } finally {
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
