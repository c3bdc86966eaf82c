package io.redrive.campaign.check;

import io.redrive.campaign.journal.Acknowledged;
import io.redrive.campaign.journal.Entry;
import io.redrive.campaign.journal.Incident;
import java.util.List;
import java.util.Map;

/**
 * All that is known of a run.
 *
 * @param acknowledged the records of which brokers have said that they have them
 * @param instances the journals of the instances, by name
 * @param incidents what was done to them
 * @param topics what is on the topics
 */
record Evidence(
        List<Acknowledged> acknowledged, Map<String, List<Entry>> instances, List<Incident> incidents, Topics topics) {

    /**
     * What is on the topics.
     *
     * @param main the records of the main topic, in the form of what is acknowledged, as some are there without that
     * @param dead the dead letters
     * @param unsettled partitions whose end is not committed
     * @param effects the numbers of the records that committed transactions have left an effect of
     */
    record Topics(List<Acknowledged> main, List<DeadLetter> dead, List<String> unsettled, List<Integer> effects) {

        Topics(List<Acknowledged> main, List<DeadLetter> dead, List<String> unsettled) {
            this(main, dead, unsettled, List.of());
        }
    }
}
