package io.redrive.campaign.run;

import io.redrive.campaign.cluster.Cluster;
import io.redrive.campaign.scenario.Members;
import io.redrive.campaign.scenario.Names;
import io.redrive.campaign.scenario.Setup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the instances of a run are started with.
 *
 * @param cluster where they listen
 * @param names what they listen to
 * @param setup how they listen
 * @param delays delays of the retries
 * @param directory what they share
 */
record Environment(Cluster cluster, Names names, Setup setup, List<Duration> delays, Path directory) {

    private static final String CONSUMER = "spring.kafka.consumer.properties.";

    /** Returns the arguments of an instance that keeps a journal. */
    List<String> arguments(int instance, Path journal) {
        Members members = setup.members();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("spring.main.banner-mode", "off");
        properties.put(
                "spring.kafka.bootstrap-servers",
                members.proxied() ? cluster.proxiedBootstrap(instance) : cluster.bootstrap());
        properties.put("spring.kafka.client-id", "instance-" + instance);
        properties.put("spring.kafka.consumer.auto-offset-reset", "earliest");
        String bytes = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
        properties.put("spring.kafka.consumer.key-deserializer", bytes);
        properties.put("spring.kafka.consumer.value-deserializer", bytes);
        properties.put("spring.kafka.listener.concurrency", "2");
        members.protocol().properties().forEach((name, value) -> properties.put(CONSUMER + name, value));
        if (members.fixed()) {
            properties.put(CONSUMER + "group.instance.id", "instance-" + instance);
        }
        properties.put("campaign.topic", names.topic());
        properties.put("campaign.group", names.group());
        properties.put("campaign.effects", names.effectsTopic());
        String toBytes = "org.apache.kafka.common.serialization.ByteArraySerializer";
        properties.put("spring.kafka.producer.key-serializer", toBytes);
        properties.put("spring.kafka.producer.value-serializer", toBytes);
        properties.put(
                "campaign.delays",
                String.join(
                        ",", delays.stream().map(each -> each.toMillis() + "ms").toList()));
        properties.put("campaign.kind", setup.listening().kind());
        properties.put("campaign.layout", setup.listening().layout());
        properties.put("campaign.journal", journal.toString());
        properties.put("campaign.directory", directory.toString());
        properties.put(
                "campaign.ahead-ms",
                String.valueOf(
                        members.clocks().getOrDefault(instance, Duration.ZERO).toMillis()));
        properties.putAll(setup.properties());
        List<String> arguments = new ArrayList<>();
        properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return arguments;
    }
}
