package io.redrive.campaign.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTests {

    private static final Duration SILENCE = Duration.ofMillis(200);

    private EchoServer server;
    private Link link;

    @BeforeEach
    void open() throws IOException {
        server = new EchoServer();
        link = Link.to(server.port());
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        server.close();
    }

    @Test
    void passesBytesInBothDirections() throws IOException {
        try (Socket client = connect()) {
            assertThat(echo(client, 'a')).isEqualTo('a');
            assertThat(echo(client, 'b')).isEqualTo('b');
        }
    }

    @Test
    void letsNothingFollowWhatWasLostWhoeverComesFirstToResetIt() throws IOException {
        var fault = new AtomicReference<>(Fault.HALF_OPEN);
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
            client.setSoTimeout(10_000);
            var target = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            var connection = new Connection(listening.accept(), target, fault::get, ended -> {});
            connection.start();
            client.getOutputStream().write('a');
            await().until(connection::isLossy);

            // Nobody has come to reset it yet.
            fault.set(Fault.NONE);
            client.getOutputStream().write('b');

            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void passesOnThatTheClientCloses() throws IOException {
        try (Socket client = connect()) {
            echo(client, 'a');
        }

        await().untilAsserted(() -> assertThat(link.connections()).isZero());
    }

    @Test
    void cutsConnectionsAndRefusesNewOnes() throws IOException {
        try (Socket client = connect()) {
            echo(client, 'a');

            link.cut();

            assertThatThrownBy(() -> echo(client, 'b')).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> {
                        try (Socket next = connect()) {
                            echo(next, 'c');
                        }
                    })
                    .isInstanceOf(SocketException.class);
            assertThat(server.received()).isEqualTo(1);
        }
    }

    @Test
    void acceptsAndSaysNothing() throws IOException {
        try (Socket before = connect()) {
            echo(before, 'a');

            link.blackhole();

            assertIsSilent(before, 'b');
            try (Socket after = connect()) {
                assertIsSilent(after, 'c');
            }
            assertThat(server.received()).isEqualTo(1);
        }
    }

    @Test
    void acceptsAndSaysNothingAlsoBeforeADeadBroker() throws IOException {
        try (Link toNobody = Link.to(freePort());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), toNobody.port())) {
            toNobody.blackhole();

            assertIsSilent(client, 'a');
        }
    }

    @Test
    void resetsAClientOfADeadBroker() throws IOException {
        try (Link toNobody = Link.to(freePort());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), toNobody.port())) {
            assertThatThrownBy(() -> echo(client, 'a')).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void dropsResponsesAndLetsTheBrokerHearTheRequests() throws IOException {
        try (Socket client = connect()) {
            link.dropToClient();

            assertIsSilent(client, 'a');
            assertThat(server.received()).isEqualTo(1);
        }
    }

    @Test
    void dropsRequestsAndLetsResponsesThrough() throws IOException {
        try (Socket client = connect()) {
            link.dropToBroker();

            assertIsSilent(client, 'a');
            assertThat(server.received()).isZero();
        }
    }

    @Test
    void tellsNobodyWhatWasNotHeard() throws IOException {
        try (Socket client = connect()) {
            echo(client, 'a');
            link.blackhole();
            server.close();

            assertIsSilent(client, 'b');
        }
    }

    @Test
    void delaysInEachDirection() throws IOException {
        try (Socket client = connect()) {
            echo(client, 'a');
            link.delay(Duration.ofMillis(100));

            long start = System.nanoTime();
            assertThat(echo(client, 'b')).isEqualTo('b');

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void resetsOnceAndTakesNewConnections() throws IOException {
        try (Socket before = connect()) {
            echo(before, 'a');

            link.reset();

            assertThatThrownBy(() -> echo(before, 'b')).isInstanceOf(SocketException.class);
        }
        try (Socket after = connect()) {
            assertThat(echo(after, 'c')).isEqualTo('c');
        }
    }

    @Test
    void healsWithoutAConnectionThatLostBytes() throws IOException {
        try (Socket lossy = connect();
                Socket whole = connect()) {
            echo(lossy, 'a');
            echo(whole, 'b');
            link.dropToClient();
            assertIsSilent(lossy, 'c');

            link.heal();

            assertThatThrownBy(() -> echo(lossy, 'd')).isInstanceOf(SocketException.class);
            assertThat(echo(whole, 'e')).isEqualTo('e');
            try (Socket after = connect()) {
                assertThat(echo(after, 'f')).isEqualTo('f');
            }
        }
    }

    @Test
    void isOneLinkOfSeveral() throws IOException {
        try (Link other = Link.to(server.port());
                Socket one = connect();
                Socket two = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
            Link.all(List.of(link, other)).cut();

            assertThatThrownBy(() -> echo(one, 'a')).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> echo(two, 'a')).isInstanceOf(SocketException.class);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), link.port());
    }

    /** Returns what comes back. A connection that has ended in whatever way is a reset one. */
    private static int echo(Socket client, char letter) throws IOException {
        client.getOutputStream().write(letter);
        int answer = client.getInputStream().read();
        if (answer < 0) {
            throw new SocketException("closed");
        }
        return answer;
    }

    private static void assertIsSilent(Socket client, char letter) throws IOException {
        client.setSoTimeout((int) SILENCE.toMillis());
        assertThatThrownBy(() -> echo(client, letter)).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
