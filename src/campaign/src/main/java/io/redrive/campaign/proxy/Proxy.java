package io.redrive.campaign.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Listens on a port of this host and passes on to another one what comes in there, as far as the current fault lets it. */
final class Proxy implements AutoCloseable {

    private static final int BACKLOG = 200;

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;

    private Proxy(ServerSocket listening, InetSocketAddress target) {
        this.listening = listening;
        this.target = target;
    }

    static Proxy to(int targetPort) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            var proxy = new Proxy(new ServerSocket(0, BACKLOG, loopback), new InetSocketAddress(loopback, targetPort));
            var acceptor = new Thread(proxy::accept, "proxy-accept");
            acceptor.setDaemon(true);
            acceptor.start();
            return proxy;
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not open a proxy", failure);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Puts a fault in the place of the current one. Connections that lost bytes by that one are reset. */
    void impose(Fault next) {
        if (next.equals(fault)) {
            return;
        }
        fault = next;
        connections.stream()
                .filter(connection -> next.cutting() || connection.isLossy())
                .forEach(Connection::reset);
    }

    void resetConnections() {
        connections.forEach(Connection::reset);
    }

    int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not close a proxy", failure);
        } finally {
            resetConnections();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                serve(listening.accept());
            } catch (IOException closed) {
                // The loop looks whether it was the listening socket.
            }
        }
    }

    private void serve(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        var connection = new Connection(client, target, () -> fault, connections::remove);
        connections.add(connection);
        // Looked at after it was added: who cuts, looks at what there is after that.
        if (fault.cutting()) {
            connection.reset();
        } else {
            connection.start();
        }
    }
}
