package io.redrive.admin;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An address where nobody listens until it is opened, and which then leads to a broker. */
final class LateAddress implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final int port;

    LateAddress() throws IOException {
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void open(String target) throws IOException {
        int colon = target.lastIndexOf(':');
        InetSocketAddress broker =
                new InetSocketAddress(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
        ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
        open.add(server);
        threads.execute(() -> {
            try {
                while (true) {
                    Socket client = server.accept();
                    Socket upstream = new Socket(broker.getAddress(), broker.getPort());
                    open.addAll(List.of(client, upstream));
                    threads.execute(() -> copy(client, upstream));
                    threads.execute(() -> copy(upstream, client));
                }
            } catch (IOException closed) {
                // The end of the test.
            }
        });
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // Whoever closes one side closes the other.
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
        threads.shutdownNow();
    }
}
