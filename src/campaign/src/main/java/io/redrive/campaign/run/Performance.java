package io.redrive.campaign.run;

import io.redrive.campaign.check.Settlement;
import io.redrive.campaign.journal.Incident;
import io.redrive.campaign.journal.Journal;
import io.redrive.campaign.load.Load;
import io.redrive.campaign.scenario.Plan;
import io.redrive.campaign.scenario.Scenario;
import io.redrive.campaign.scenario.Stage;
import io.redrive.campaign.scenario.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Plays the plan of a scenario on its stage, from the first instance to the last record. */
final class Performance {

    private static final Duration BEGIN_LIMIT = Duration.ofMinutes(2);
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);
    private static final Duration SAMPLED_WITHIN = Duration.ofSeconds(4);

    private final Stage stage;
    private final LiveInstances instances;
    private final Load load;
    private final Journal incidents;
    private final Consumer<String> progress;

    Performance(Stage stage, LiveInstances instances, Load load, Journal incidents, Consumer<String> progress) {
        this.stage = stage;
        this.instances = instances;
        this.load = load;
        this.incidents = incidents;
        this.progress = progress;
    }

    /** Plays it; returns when everything is settled, or should have been long ago. */
    void play(Scenario scenario, Plan plan) throws Exception {
        scenario.prepare(stage);
        for (int i = 0; i < instances.count(); i++) {
            instances.start(i);
        }
        if (scenario.awaitsInstances() && !becomes(instances::haveBegun, BEGIN_LIMIT)) {
            throw new IllegalStateException("The instances have no partitions after " + BEGIN_LIMIT.toSeconds() + " s");
        }
        long began = System.nanoTime();
        load.start();
        for (Step step : plan.steps()) {
            sleepUntil(began + step.at().toNanos());
            progress.accept(step.what());
            written(Incident.Kind.FAULT, step.what(), () -> step.act().on(stage));
        }
        sleepUntil(began + scenario.load().toNanos());
        written(Incident.Kind.HEALED, "all", () -> {
            stage.cluster().heal();
            instances.heal();
        });
        load.stop();
        progress.accept(load.sent() + " records sent");
        boolean settled = becomes(this::isSettled, SETTLE_LIMIT);
        if (scenario.tolerance().deleted()) {
            // What was told at last has to be in a journal.
            sleepUntil(System.nanoTime() + SAMPLED_WITHIN.toNanos());
        }
        progress.accept(settled ? "all settled" : "not settled after " + SETTLE_LIMIT.toSeconds() + " s");
        if (!instances.complaints().isEmpty()) {
            throw new IllegalStateException(String.join("; ", instances.complaints()));
        }
    }

    private boolean isSettled() {
        List<String> topics = new ArrayList<>(stage.retryTopics());
        topics.add(stage.topic());
        try {
            Settlement settlement = new Settlement(stage.cluster().admin(), stage.group());
            boolean settled = settlement.open(topics).isEmpty();
            // Again: while all is settled nothing can be forwarded, so the second look sees the last forwards.
            return settled && settlement.open(topics).isEmpty();
        } catch (ExecutionException unable) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void written(Incident.Kind kind, String what, Deed deed) throws Exception {
        long began = System.nanoTime();
        deed.run();
        incidents.write(new Incident(kind, what, began, System.nanoTime()));
    }

    private static boolean becomes(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            sleepUntil(System.nanoTime() + Duration.ofMillis(300).toNanos());
        }
        return true;
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private interface Deed {
        void run() throws Exception;
    }
}
