package io.redrive.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is written to a logger while this is open; nothing of it reaches the console. */
public final class CapturedLog implements AutoCloseable {

    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    /** Begins to capture. */
    public CapturedLog(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    /** Returns the logger. */
    public org.slf4j.Logger logger() {
        return logger;
    }

    /** Returns what was written. */
    public List<ILoggingEvent> events() {
        return appender.list;
    }

    /** Returns level and message of each line. */
    public List<String> lines() {
        return appender.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** Returns the number of lines of a level. */
    public long count(Level level) {
        return appender.list.stream().filter(event -> event.getLevel() == level).count();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
    }
}
