package io.redrive.sample.gateway;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Stands in for the payment gateway of someone else. A payment is put under the id of its order, so repeating it does not
 * charge the customer again.
 */
@RestController
class GatewayController {

    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Duration slowness;

    GatewayController(@Value("${sample.gateway.slowness}") Duration slowness) {
        this.slowness = slowness;
    }

    @PutMapping("/gateway/payments/{orderId}")
    ResponseEntity<Answer> pay(@PathVariable String orderId, @RequestBody Payment payment) throws InterruptedException {
        int call = calls.merge(orderId, 1, Integer::sum);
        GatewayScenario scenario = GatewayScenario.of(payment.amount());
        if (scenario == GatewayScenario.SLOW) {
            Thread.sleep(slowness.toMillis());
        }
        HttpStatus status = scenario.answer(call);
        return ResponseEntity.status(status)
                .body(new Answer(status.is2xxSuccessful() ? "PAY-" + orderId : status.getReasonPhrase()));
    }

    /** What is asked for. */
    record Payment(BigDecimal amount) {}

    /** Reference of the payment, or why there is none. */
    record Answer(String reference) {}
}
