package io.redrive.header;

/**
 * How much of the text of a failure a forward carries; the names of its classes it always carries.
 *
 * @param messageBytes longest message in bytes of UTF-8; 0 for none
 * @param stackTraceBytes longest stack trace in bytes of UTF-8; 0 for none
 * @param withWrapper whether the message begins with that of what the container wraps around a failure, as spring-kafka writes it
 * @param frames which frame of a stack trace tells failures of one class apart
 */
public record ExceptionText(int messageBytes, int stackTraceBytes, boolean withWrapper, ApplicationFrames frames) {

    /** Longest message by default. */
    public static final int USUAL_MESSAGE = 1024;
    /** Longest stack trace by default. */
    public static final int USUAL_STACK_TRACE = 8192;
    /** The most that either may be given: topics that Redrive makes have room for both beside the largest record. */
    public static final int MOST = 16 * 1024;

    /** The message, no stack trace. */
    public static final ExceptionText MESSAGE = new ExceptionText(USUAL_MESSAGE, 0);

    /** Both as spring-kafka writes them, but no longer than usual. */
    public static final ExceptionText OF_SPRING = new ExceptionText(USUAL_MESSAGE, USUAL_STACK_TRACE, true);

    /** Creates text of the failure alone, for an application that has not said which packages are its own. */
    public ExceptionText(int messageBytes, int stackTraceBytes) {
        this(messageBytes, stackTraceBytes, false);
    }

    /** Creates text for an application that has not said which packages are its own. */
    public ExceptionText(int messageBytes, int stackTraceBytes, boolean withWrapper) {
        this(messageBytes, stackTraceBytes, withWrapper, ApplicationFrames.GUESSED);
    }

    /** Returns the same amount of text, with these frames. */
    public ExceptionText with(ApplicationFrames others) {
        return new ExceptionText(messageBytes, stackTraceBytes, withWrapper, others);
    }

    /** Checks the ranges. */
    public ExceptionText {
        if (messageBytes < 0 || messageBytes > MOST || stackTraceBytes < 0 || stackTraceBytes > MOST) {
            throw new IllegalArgumentException("the text of a failure must have from 0 to " + MOST
                    + " bytes, but message and stack trace are given " + messageBytes + " and " + stackTraceBytes);
        }
    }
}
