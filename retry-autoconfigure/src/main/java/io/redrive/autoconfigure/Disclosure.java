package io.redrive.autoconfigure;

import io.redrive.deadletter.DeadLetterFilter;
import io.redrive.redact.Redaction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;

/**
 * Decides what of dead letters is shown to whom: first the property, then the role, then the application's functions. Text of
 * failures is redacted again, because others have written it, too, and have redacted other things or nothing.
 */
final class Disclosure {

    private static final int FORBIDDEN = 403;

    private final Show show;
    private final Set<String> roles;
    private final Sanitizer sanitizer;
    private final Redaction redaction;

    Disclosure(DeadLettersEndpointProperties properties, List<SanitizingFunction> functions, Redaction redaction) {
        this.show = properties.showValues();
        this.roles = Set.copyOf(properties.roles());
        this.sanitizer = new Sanitizer(functions);
        this.redaction = redaction;
    }

    /** Returns what is shown to a user. */
    ToUser to(SecurityContext user) {
        return new ToUser(sanitizer, redaction, show.isShown(user, roles));
    }

    /** Returns what is shown to whoever there is. */
    ToUser toAnybody() {
        return new ToUser(sanitizer, redaction, show == Show.ALWAYS);
    }

    /**
     * What is shown to one user.
     *
     * @param payloads whether keys, values and the application's headers are
     */
    record ToUser(Sanitizer sanitizer, Redaction redaction, boolean payloads) {

        /** Returns a part of a payload, or what stands in for it. */
        @Nullable
        String payload(String name, @Nullable String text) {
            return sanitized(name, text, payloads);
        }

        /** Returns what is no part of a payload, unless a function of the application hides it. */
        @Nullable
        String about(String name, @Nullable String text) {
            return sanitized(name, text == null ? null : redaction.of(text), true);
        }

        /** Returns a selection, without what is in records where that is not shown. */
        Map<String, String> selection(Map<String, String> parts) {
            Map<String, String> told = new TreeMap<>(parts);
            told.replaceAll((name, value) -> Payloads.isPayload(name, value) ? part(name, value) : value);
            return told;
        }

        private String part(String name, String value) {
            int colon = value.indexOf(':');
            String whole = String.valueOf(payload(name, value));
            if (!name.equals("header") || colon < 0 || !whole.equals(value)) {
                return whole;
            }
            // Functions of the application go by the header's name.
            String header = value.substring(0, colon);
            return header + ':' + payload(header, value.substring(colon + 1));
        }

        /** Refuses to find by what is not shown: who may ask whether a text is in a value can find out the value. */
        void refuseToFindBy(DeadLetterFilter filter) {
            if (!payloads && Payloads.areIn(filter.parts())) {
                throw new RefusedException(
                        FORBIDDEN,
                        "VALUES_NOT_SHOWN",
                        "Only who is shown keys, values and headers may look for what is in them;"
                                + " see management.endpoint.deadletters.show-values");
            }
        }

        private @Nullable String sanitized(String name, @Nullable String text, boolean shown) {
            Object sanitized = sanitizer.sanitize(new SanitizableData(null, name, text), shown);
            return sanitized == null ? null : sanitized.toString();
        }
    }
}
