package io.redrive.campaign.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One client's connection through a proxy, and the one to the broker behind it; a thread for each direction. */
final class Connection {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int CONNECT_LIMIT_MS = 10_000;

    private final Socket client;
    private final Socket broker = new Socket();
    private final InetSocketAddress target;
    private final Supplier<Fault> fault;
    private final Consumer<Connection> onEnd;
    /** What made it lose bytes; as long as that lasts, more may be lost. */
    private volatile @Nullable Fault lossyBy;

    Connection(Socket client, InetSocketAddress target, Supplier<Fault> fault, Consumer<Connection> onEnd) {
        this.client = client;
        this.target = target;
        this.fault = fault;
        this.onEnd = onEnd;
    }

    void start() {
        inThread("proxy-requests", () -> pass(client, broker, Fault::requests));
    }

    /** Whether bytes of it were dropped, so that nothing that follows can be understood. */
    boolean isLossy() {
        return lossyBy != null;
    }

    /** Ends it with a reset on both sides. */
    void reset() {
        resetOne(client);
        resetOne(broker);
        onEnd.accept(this);
    }

    private void pass(Socket from, Socket to, Function<Fault, Passage> direction) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            while (true) {
                int length = from.getInputStream().read(chunk);
                Fault now = fault.get();
                Passage passage = direction.apply(now);
                Fault before = lossyBy;
                if (before != null && !before.equals(now)) {
                    // Nothing may follow what was lost, whoever comes first to reset it.
                    reset();
                    return;
                }
                if (passage.dropping()) {
                    lose(now);
                } else if (length >= 0) {
                    Thread.sleep(passage.delay().toMillis());
                    connectOnce();
                    to.getOutputStream().write(chunk, 0, length);
                }
                if (length < 0) {
                    endAfter(now, direction, this::close);
                    return;
                }
            }
        } catch (IOException broken) {
            endAfter(fault.get(), direction, this::reset);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    /** Clients speak first; until they are heard the broker need not know of them, nor live. */
    private void connectOnce() throws IOException {
        if (!broker.isConnected()) {
            broker.setTcpNoDelay(true);
            broker.connect(target, CONNECT_LIMIT_MS);
            inThread("proxy-responses", () -> pass(broker, client, Fault::responses));
        }
    }

    private void lose(Fault cause) {
        lossyBy = cause;
        // Who changes the fault resets the lossy connections, but may have looked before it was one.
        if (!fault.get().equals(cause)) {
            reset();
        }
    }

    /** Where bytes are dropped, the end of the stream does not come through either. */
    private void endAfter(Fault now, Function<Fault, Passage> direction, Runnable end) {
        if (direction.apply(now).dropping()) {
            lossyBy = now;
        } else {
            end.run();
        }
    }

    private void close() {
        closeOne(client);
        closeOne(broker);
        onEnd.accept(this);
    }

    private static void resetOne(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            // Then there is nothing to reset.
        }
        closeOne(socket);
    }

    private static void closeOne(Socket socket) {
        try {
            socket.close();
        } catch (IOException broken) {
            // Closed all the same.
        }
    }

    private static void inThread(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
