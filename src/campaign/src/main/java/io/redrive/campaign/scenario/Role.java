package io.redrive.campaign.scenario;

import java.util.List;
import java.util.Locale;

/** A process of the cluster, by what it does at the moment when it is looked for. */
enum Role {
    MAIN_LEADER("the leader of a partition of the main topic") {
        @Override
        int find(Stage stage, int partition) {
            return stage.cluster().leaderOf(stage.topic(), partition);
        }
    },
    RETRY_LEADER("the leader of a partition of a retry topic") {
        @Override
        int find(Stage stage, int partition) {
            List<String> topics = stage.retryTopics();
            return stage.cluster().leaderOf(topics.get(partition % topics.size()), partition);
        }
    },
    DLT_LEADER("the leader of a partition of the dead-letter topic") {
        @Override
        int find(Stage stage, int partition) {
            return stage.cluster().leaderOf(stage.deadLetterTopic(), partition);
        }
    },
    COORDINATOR("the coordinator of the main group or of a group of its retries") {
        @Override
        int find(Stage stage, int partition) {
            return stage.cluster().coordinatorOf(partition % 2 == 0 ? stage.group() : stage.group() + "-retry");
        }
    },
    CONTROLLER("the controller") {
        @Override
        int find(Stage stage, int partition) {
            return stage.cluster().controller();
        }
    };

    private final String text;

    Role(String text) {
        this.text = text;
    }

    /** Returns the id of the node. */
    abstract int find(Stage stage, int partition);

    String text() {
        return text;
    }

    String shortName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
