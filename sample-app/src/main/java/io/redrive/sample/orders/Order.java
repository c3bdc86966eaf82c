package io.redrive.sample.orders;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An order that waits for its payment. Only a valid one can be created, so that JSON which lacks something does not become
 * an order but a dead letter.
 *
 * @param id identifies the order, also the key of its record
 * @param amount what the customer pays
 * @param customer who pays
 */
public record Order(String id, BigDecimal amount, String customer) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,40}");
    private static final BigDecimal HIGHEST_AMOUNT = new BigDecimal("99999.99");
    private static final int LONGEST_CUSTOMER = 80;

    /** Creates an order, or fails with everything that is wrong with it. */
    public Order {
        List<String> problems = problems(id, amount, customer);
        if (!problems.isEmpty()) {
            throw new InvalidOrderException(problems);
        }
    }

    private static List<String> problems(@Nullable String id, @Nullable BigDecimal amount, @Nullable String customer) {
        List<String> problems = new ArrayList<>();
        if (id == null || !ID.matcher(id).matches()) {
            problems.add("id must be 1 to 40 letters, digits or hyphens");
        }
        if (amount == null) {
            problems.add("amount is missing");
        } else if (amount.signum() <= 0 || amount.compareTo(HIGHEST_AMOUNT) > 0 || amount.scale() > 2) {
            problems.add("amount must be from 0.01 to 99999.99, with at most two decimals");
        }
        if (customer == null || customer.isBlank() || customer.length() > LONGEST_CUSTOMER) {
            problems.add("customer must have 1 to 80 characters");
        }
        return problems;
    }
}
