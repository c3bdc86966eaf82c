package io.redrive.admin;

/**
 * Something about a topic without which its listener cannot run.
 *
 * @param topic name of the topic
 * @param what what is wrong with it, a part of a sentence that follows the name
 * @param action what to do about it, one or more sentences
 */
public record TopicProblem(String topic, String what, String action) {

    @Override
    public String toString() {
        return "Topic " + topic + " " + what + ". " + action;
    }
}
