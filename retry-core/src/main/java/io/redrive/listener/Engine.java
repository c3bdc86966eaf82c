package io.redrive.listener;

import io.redrive.consume.HeldBytes;
import io.redrive.consume.Limits;
import io.redrive.consume.RetryEvents;
import io.redrive.consume.RetryMetrics;
import io.redrive.consume.Safeguards;
import io.redrive.header.ApplicationFrames;
import io.redrive.log.QuietLog;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.scheduling.TaskScheduler;

/**
 * What all retried listeners of an application share.
 *
 * @param listeners the listeners themselves
 * @param forwarders what writes to retry and dead-letter topics
 * @param limits what each consumer may hold
 * @param heldBytes memory for waiting records
 * @param scheduler watches the consumers
 * @param quiet limits repeated log lines
 * @param clock the time
 * @param random randomness for jitter; used by several threads
 * @param events where what becomes of records is told
 * @param metrics makes what counts the records of a listener
 * @param end how far the end of the application has come
 * @param safeguards what keeps in what must not be seen, and out what must not be believed
 * @param frames which frames of stack traces are the application's
 */
public record Engine(
        RetryListeners listeners,
        Forwarders forwarders,
        Limits limits,
        HeldBytes heldBytes,
        TaskScheduler scheduler,
        QuietLog quiet,
        Clock clock,
        RandomGenerator random,
        RetryEvents events,
        RetryMetrics.Source metrics,
        ApplicationEnd end,
        Safeguards safeguards,
        ApplicationFrames frames) {}
