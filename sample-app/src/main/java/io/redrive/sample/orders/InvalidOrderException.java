package io.redrive.sample.orders;

import java.util.List;

/** An order cannot be made of what was given. */
public class InvalidOrderException extends IllegalArgumentException {

    /** Creates the exception from everything that is wrong. */
    public InvalidOrderException(List<String> problems) {
        super(String.join("; ", problems));
    }
}
