package io.redrive.listener;

import io.redrive.consume.Listening;
import io.redrive.consume.TopicRole;

/**
 * What is special about one container of a listener.
 *
 * @param listener the listener it belongs to
 * @param listening what its consumers share
 * @param role what its topics are for
 * @param where the listener method, for messages
 */
public record ContainerPlan(RetryListener listener, Listening listening, TopicRole role, String where) {}
