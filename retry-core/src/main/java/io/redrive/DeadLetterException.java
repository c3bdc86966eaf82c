package io.redrive;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a listener that knows that no further attempt can succeed: the record goes to the dead-letter topic at once,
 * with the listener's reason in its header {@code redrive_dead-letter-reason}, after {@code rejected: }.
 *
 * <p>It may also be a cause of what the listener throws. Where it is found, neither includes nor excludes of the listener
 * matter. A listener without a dead-letter topic drops the record. It means nothing to a dead-letter handler, nor to a
 * listener that is left to spring-kafka.
 */
public class DeadLetterException extends RedriveException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_REASON = 200;

    private final String reason;

    /**
     * Creates an exception.
     *
     * @param reason why the record is dead; kept as one line of at most {@value #LONGEST_REASON} characters
     */
    public DeadLetterException(String reason) {
        this(reason, null);
    }

    /** Creates an exception with a cause. */
    public DeadLetterException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.reason = oneLine(Objects.requireNonNull(reason));
    }

    /** Returns the reason as it is kept; empty when there is none. */
    public final String reason() {
        return reason;
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        boolean space = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isSpace(c)) {
                space = line.length() > 0;
                continue;
            }
            if (line.length() + Character.charCount(c) + (space ? 1 : 0) > LONGEST_REASON) {
                break;
            }
            if (space) {
                line.append(' ');
                space = false;
            }
            line.appendCodePoint(c);
        }
        return line.toString();
    }

    /** Controls and formats, such as escapes and what turns the direction of a line, must not forge what is read. */
    private static boolean isSpace(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
                    default -> false;
                };
    }
}
