package io.redrive.sample.settlement;

/** The gateway will not take the payment, however often it is asked. */
class PaymentDeclined extends RuntimeException {

    PaymentDeclined(String message) {
        super(message);
    }
}
