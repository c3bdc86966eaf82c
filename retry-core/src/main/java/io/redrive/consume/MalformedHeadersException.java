package io.redrive.consume;

import io.redrive.RedriveException;

/** A record on a retry topic whose control headers cannot be followed; it goes to the dead-letter topic. */
public final class MalformedHeadersException extends RedriveException {

    private static final long serialVersionUID = 1L;

    MalformedHeadersException(String message) {
        super(message);
    }
}
