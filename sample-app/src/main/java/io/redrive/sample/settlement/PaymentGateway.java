package io.redrive.sample.settlement;

import io.redrive.sample.orders.Order;
import java.math.BigDecimal;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertyResolver;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** Calls the payment gateway over HTTP; {@code spring.http.clients} holds the timeouts. */
@Component
class PaymentGateway {

    /** All other failures, also unexpected ones, may look different at the next attempt. */
    private static final Set<HttpStatusCode> FINAL =
            Set.of(HttpStatus.PAYMENT_REQUIRED, HttpStatus.UNPROCESSABLE_CONTENT);

    private final RestClient http;
    private final PropertyResolver properties;

    PaymentGateway(RestClient.Builder http, Environment properties) {
        this.http = http.build();
        this.properties = properties;
    }

    /**
     * Takes the payment of an order; taking it again gives the same reference and costs the customer nothing.
     *
     * @return reference of the payment
     * @throws PaymentDeclined if there will be no payment
     * @throws GatewayUnavailable if there may be one later
     */
    String pay(Order order) {
        try {
            return http.put()
                    // Not before the first call, because the port is unknown until the web server is up.
                    .uri(properties.getRequiredProperty("sample.gateway.url") + "/payments/{id}", order.id())
                    .body(new Payment(order.amount()))
                    .retrieve()
                    .onStatus(FINAL::contains, (request, response) -> {
                        throw new PaymentDeclined(
                                "gateway " + response.getStatusCode().value());
                    })
                    .onStatus(HttpStatusCode::is5xxServerError, (request, response) -> {
                        throw new GatewayUnavailable(
                                "gateway " + response.getStatusCode().value(), null);
                    })
                    .requiredBody(Answer.class)
                    .reference();
        } catch (ResourceAccessException e) {
            throw new GatewayUnavailable("gateway did not answer", e);
        }
    }

    /** What is asked for. */
    record Payment(BigDecimal amount) {}

    /** What a gateway that takes the payment answers. */
    record Answer(String reference) {}
}
