package io.redrive.sample.web;

import io.redrive.sample.orders.InvalidOrderException;
import io.redrive.sample.orders.Order;
import io.redrive.sample.orders.OrderNotPublishedException;
import io.redrive.sample.orders.OrderPublisher;
import io.redrive.sample.settlement.Settlements;
import io.redrive.sample.story.OrderHistory;
import io.redrive.sample.story.OrderStory;
import io.redrive.sample.story.Summary;
import java.net.URI;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Takes orders and tells what became of them. */
@RestController
@RequestMapping("/orders")
class OrdersController {

    private final OrderPublisher publisher;
    private final OrderStory story;
    private final Settlements settlements;

    OrdersController(OrderPublisher publisher, OrderStory story, Settlements settlements) {
        this.publisher = publisher;
        this.story = story;
        this.settlements = settlements;
    }

    @PostMapping
    ResponseEntity<Map<String, String>> post(@RequestBody OrderRequest request) {
        Order order = request.toOrder();
        publisher.publish(order);
        return ResponseEntity.accepted()
                .location(URI.create("/orders/" + order.id()))
                .body(Map.of("id", order.id()));
    }

    @GetMapping("/{id}")
    OrderView get(@PathVariable String id) {
        OrderHistory history = story.history(id);
        if (history == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no order " + id);
        }
        return OrderView.of(history);
    }

    @GetMapping
    Summary summary() {
        return Summary.of(story.histories(), settlements.orderIds());
    }

    @ExceptionHandler
    ProblemDetail invalid(InvalidOrderException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail unreadable(HttpMessageNotReadableException e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST,
                "The body must be JSON such as {\"id\": \"A-1\", \"amount\": \"12.50\", \"customer\": \"Ada\"}");
    }

    @ExceptionHandler
    ProblemDetail notPublished(OrderNotPublishedException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
    }
}
