package io.redrive.campaign.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends back what it receives, and counts that. */
final class EchoServer implements AutoCloseable {

    private final ServerSocket listening;
    private final AtomicInteger received = new AtomicInteger();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    EchoServer() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inThread(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    int received() {
        return received.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                clients.add(client);
                inThread(() -> echo(client));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void echo(Socket client) {
        try (client) {
            int next;
            while ((next = client.getInputStream().read()) >= 0) {
                received.incrementAndGet();
                client.getOutputStream().write(next);
            }
        } catch (IOException reset) {
            // As some tests want.
        }
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work, "echo");
        thread.setDaemon(true);
        thread.start();
    }
}
