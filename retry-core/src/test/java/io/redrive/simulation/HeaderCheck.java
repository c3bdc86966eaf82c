package io.redrive.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers of users stay as they are, in their order; those of the engine do not pile up. */
final class HeaderCheck {

    private HeaderCheck() {}

    static void check(StoredRecord record, Headers headers) {
        List<Header> users = new ArrayList<>();
        Set<String> own = new HashSet<>();
        for (Header header : headers) {
            if (!Producing.OWN.contains(header.key())) {
                users.add(header);
            } else {
                Judge.check(own.add(header.key()), "has a header twice", record);
            }
        }
        Judge.check(users.equals(record.subject.userHeaders), "user headers have changed", record);
    }
}
