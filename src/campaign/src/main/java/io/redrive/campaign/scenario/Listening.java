package io.redrive.campaign.scenario;

/**
 * How the instances listen.
 *
 * @param kind {@code record} or {@code batch}
 * @param layout {@code shared} or {@code per-topic}
 */
public record Listening(String kind, String layout) {}
