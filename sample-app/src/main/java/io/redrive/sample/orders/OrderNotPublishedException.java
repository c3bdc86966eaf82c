package io.redrive.sample.orders;

/** The broker did not confirm an order in time; it may or may not have it. */
public class OrderNotPublishedException extends RuntimeException {

    OrderNotPublishedException(String id, Throwable cause) {
        super("The broker did not confirm order " + id + "; publish it again, an order is settled only once", cause);
    }
}
