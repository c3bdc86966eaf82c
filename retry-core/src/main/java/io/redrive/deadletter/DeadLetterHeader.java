package io.redrive.deadletter;

/**
 * A header of a dead letter.
 *
 * @param name its name
 * @param text its value: numbers that are known to be written in binary as digits, all else as UTF-8; empty for no value
 * @param control whether it is one of those that retries, dead letters and connectors write, and none of the application's
 */
public record DeadLetterHeader(String name, String text, boolean control) {}
