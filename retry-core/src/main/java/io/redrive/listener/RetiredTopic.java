package io.redrive.listener;

/**
 * A retry topic that an earlier version of the application wrote to. It is read until the application stops, since another
 * instance may still be of that version.
 *
 * @param name its name
 * @param group the group that reads it
 * @param removable whether nothing waits in it any more and nobody else is known to use it, so that it can be deleted once no
 *     instance of the earlier version runs
 */
public record RetiredTopic(String name, String group, boolean removable) {}
