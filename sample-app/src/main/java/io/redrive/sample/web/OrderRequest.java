package io.redrive.sample.web;

import io.redrive.sample.orders.InvalidOrderException;
import io.redrive.sample.orders.Order;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is posted.
 *
 * @param id its id, or null to be given one
 * @param amount decimal number
 * @param customer who pays
 */
record OrderRequest(
        @Nullable String id,
        @Nullable String amount,
        @Nullable String customer) {

    /**
     * Returns the order.
     *
     * @throws InvalidOrderException if something is missing or wrong
     */
    @SuppressWarnings("NullAway") // The order itself finds out what is missing.
    Order toOrder() {
        return new Order(id == null ? UUID.randomUUID().toString() : id, decimal(), customer);
    }

    private @Nullable BigDecimal decimal() {
        try {
            return amount == null ? null : new BigDecimal(amount);
        } catch (NumberFormatException e) {
            throw new InvalidOrderException(List.of("amount must be a decimal number such as 12.50"));
        }
    }
}
