package io.redrive.admin;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** Logs each sentence once, however often topics are verified. Thread-safe. */
final class Remarks {

    private final Logger log;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Remarks(Logger log) {
        this.log = log;
    }

    void info(String sentence) {
        if (told.add(sentence)) {
            log.info(sentence);
        }
    }

    void warn(String sentence) {
        if (told.add(sentence)) {
            log.warn(sentence);
        }
    }
}
