package io.redrive.campaign.proxy;

import java.time.Duration;
import java.util.List;

/**
 * The wire between clients and a broker, through proxies on this host. It can have one fault at a time, which replaces the one before and
 * applies to all connections, those to come included. A link keeps its port whatever becomes of the broker. All methods return at once and
 * can be called by any thread.
 */
public final class Link implements AutoCloseable {

    private final List<Proxy> proxies;

    private Link(List<Proxy> proxies) {
        this.proxies = List.copyOf(proxies);
    }

    /** Opens a link to a port of this host. */
    public static Link to(int port) {
        return new Link(List.of(Proxy.to(port)));
    }

    /** Several links as one. */
    public static Link all(List<Link> links) {
        return new Link(links.stream().flatMap(link -> link.proxies.stream()).toList());
    }

    /** Returns where clients connect to, for a link that is not several. */
    public int port() {
        return proxies.get(0).port();
    }

    /** Resets connections, new ones as soon as they are made. */
    public void cut() {
        impose(Fault.CUT);
    }

    /** Accepts and keeps connections, and lets nothing through in either direction. */
    public void blackhole() {
        impose(Fault.HALF_OPEN);
    }

    /** Lets nothing reach the broker; nobody is told. */
    public void dropToBroker() {
        impose(Fault.REQUESTS_DROPPED);
    }

    /** Lets the broker do what it is asked to, but nobody hears of it. */
    public void dropToClient() {
        impose(Fault.RESPONSES_DROPPED);
    }

    /** Lets everything through, but later by this time in each direction. */
    public void delay(Duration each) {
        impose(Fault.latency(each));
    }

    /** Resets the connections that there are; new ones can be made. The fault stays. */
    public void reset() {
        proxies.forEach(Proxy::resetConnections);
    }

    /** Ends the fault. Connections that lost bytes by it are reset. */
    public void heal() {
        impose(Fault.NONE);
    }

    /** Returns how many connections there are. */
    int connections() {
        return proxies.stream().mapToInt(Proxy::connections).sum();
    }

    @Override
    public void close() {
        proxies.forEach(Proxy::close);
    }

    private void impose(Fault fault) {
        proxies.forEach(proxy -> proxy.impose(fault));
    }
}
