package io.redrive.campaign.instance;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.redrive.campaign.journal.Sample;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** Counts what is logged from warnings up. */
final class LogCount extends AppenderBase<ILoggingEvent> {

    /** Tells of each failed record, which is what the load asks for. */
    private static final String FAILURES = "io.redrive.failures";

    private final AtomicLong ofRedrive = new AtomicLong();
    private final AtomicLong all = new AtomicLong();

    private LogCount() {}

    /** Begins to count. */
    static LogCount attach() {
        LogCount count = new LogCount();
        count.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(count);
        return count;
    }

    Sample.Lines lines() {
        return new Sample.Lines(ofRedrive.get(), all.get());
    }

    @Override
    protected void append(ILoggingEvent event) {
        String logger = event.getLoggerName();
        if (!event.getLevel().isGreaterOrEqual(Level.WARN) || logger.equals(FAILURES)) {
            return;
        }
        all.incrementAndGet();
        if (logger.startsWith("io.redrive.")) {
            ofRedrive.incrementAndGet();
        }
    }
}
