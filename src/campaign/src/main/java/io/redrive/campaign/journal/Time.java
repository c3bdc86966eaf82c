package io.redrive.campaign.journal;

import java.util.List;

/**
 * When something was written down.
 *
 * @param wallMs by the clock of the process, which may be wrong on purpose, in milliseconds since the epoch
 * @param nanos by the clock that all processes of a machine share, in nanoseconds since anything
 */
public record Time(long wallMs, long nanos) {

    static Time of(List<String> fields) {
        return new Time(Long.parseLong(fields.get(0)), Long.parseLong(fields.get(1)));
    }
}
