package io.redrive.autoconfigure;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.PartitionOffset;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.annotation.TopicPartition;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.retrytopic.DltStrategy;
import org.springframework.kafka.retrytopic.ExceptionBasedDltDestination;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.kafka.retrytopic.SameIntervalTopicReuseStrategy;
import org.springframework.kafka.retrytopic.TopicSuffixingStrategy;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.KafkaMessageHeaderAccessor;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

/**
 * An application as it is written for spring-kafka alone: many ways to configure its retry topics, one listener each. Nothing
 * here knows of Redrive.
 */
final class SpringsListeners {

    /** A few of them. */
    static final Matrix FEW = new Matrix(
            List.of(Beans.class, Few.class, Unhandled.class, Arguments.class, BeanMade.class),
            of(1, "fixed", "growing", "unhandled", "arguments", "bean-made"));

    /** All of them. */
    static final Matrix ALL = FEW.and(
            List.of(
                    MoreBeans.class,
                    Usual.class,
                    Fails.class,
                    Counted.class,
                    OnClass.class,
                    Future.class,
                    BeanHandled.class),
            of(
                    1,
                    "multiple",
                    "growing-once",
                    "bounded",
                    "bounded-multiple",
                    "indexed",
                    "indexed-multiple",
                    "suffixed",
                    "no-dlt",
                    "once-only",
                    "no-delay",
                    "includes",
                    "excludes",
                    "excludes-names",
                    "includes-only",
                    "routed",
                    "timed",
                    "held",
                    "by-hand",
                    "by-record",
                    "pair-a",
                    "pair-b",
                    "named",
                    "no-id",
                    "replicated",
                    "new-topic",
                    "composed",
                    "expressed",
                    "fails",
                    "counted",
                    "on-class",
                    "future",
                    "bean-handled",
                    "bean-dropped",
                    "grown",
                    "jittered"),
            of(2, "wide", "wide-as-told", "given", "assigned", "concurrent"),
            of(Matrix.MISSING, "made"));

    /** One that is always under load. */
    static final Matrix MOVING = new Matrix(List.of(Moving.class), of(8, "moving"));

    /** Those that only differ in what is started. */
    static final Matrix STARTS = new Matrix(List.of(MoreBeans.class, Starts.class), of(1, "idle"));

    private SpringsListeners() {}

    /**
     * A choice of listeners.
     *
     * @param beans what declares them
     * @param partitions how many partitions each of their main topics has, by the end of its name
     */
    record Matrix(List<Class<?>> beans, Map<String, Integer> partitions) {

        /** Of a topic that the application has to create. */
        static final int MISSING = 0;

        static Matrix of(String name) {
            return switch (name) {
                case "few" -> FEW;
                case "all" -> ALL;
                case "starts" -> STARTS;
                case "moving" -> MOVING;
                default -> throw new IllegalArgumentException(name);
            };
        }

        @SafeVarargs
        final Matrix and(List<Class<?>> moreBeans, Map<String, Integer>... more) {
            List<Class<?>> allBeans = new ArrayList<>(beans);
            allBeans.addAll(moreBeans);
            Map<String, Integer> all = new LinkedHashMap<>(partitions);
            for (Map<String, Integer> each : more) {
                all.putAll(each);
            }
            return new Matrix(List.copyOf(allBeans), all);
        }
    }

    private static Map<String, Integer> of(int partitions, String... topics) {
        Map<String, Integer> all = new LinkedHashMap<>();
        List.of(topics).forEach(topic -> all.put(topic, partitions));
        return all;
    }

    /** Does what the value of a record asks for. */
    private static void work(ConsumerRecord<String, String> record) throws Exception {
        switch (record.value().substring(record.value().indexOf(' ') + 1)) {
            case "bad" -> throw new IllegalStateException("no good");
            case "once" -> {
                if (RetryHeaders.attempt(record.headers(), 1) == 1) {
                    throw new IllegalStateException("not yet");
                }
            }
            case "caused" -> throw new IllegalStateException("lost", new IOException("gone"));
            case "checked" -> throw new IOException("gone");
            case "wrong" -> throw new IllegalArgumentException("wrong");
            case "fatal" -> throw new ClassCastException("never");
            default -> {}
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> manual(
                ConsumerFactory<Object, Object> consumers) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory = factory(consumers);
            factory.getContainerProperties().setAckMode(AckMode.MANUAL);
            return factory;
        }

        @Bean
        static RetryTopicConfiguration beanMade(KafkaTemplate<?, ?> template, @Value("${prefix}") String prefix) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .maxAttempts(4)
                    .exponentialBackoff(50, 2, 100)
                    .includeTopic(prefix + "bean-made")
                    .retryOn(IllegalStateException.class)
                    .dltRoutingRules(Map.of("-io", Set.of(IOException.class)))
                    .create(template);
        }

        static ConcurrentKafkaListenerContainerFactory<Object, Object> factory(
                ConsumerFactory<Object, Object> consumers) {
            var factory = new ConcurrentKafkaListenerContainerFactory<Object, Object>();
            factory.setConsumerFactory(consumers);
            return factory;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MoreBeans {

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> byRecord(
                ConsumerFactory<Object, Object> consumers) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory = Beans.factory(consumers);
            factory.getContainerProperties().setAckMode(AckMode.RECORD);
            return factory;
        }

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> byHand(
                ConsumerFactory<Object, Object> consumers) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory = Beans.factory(consumers);
            factory.setAutoStartup(false);
            return factory;
        }

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> counting(
                ConsumerFactory<Object, Object> consumers) {
            ConcurrentKafkaListenerContainerFactory<Object, Object> factory = Beans.factory(consumers);
            factory.getContainerProperties().setDeliveryAttemptHeader(true);
            return factory;
        }

        @Bean
        static NewTopic overriding(@Value("${prefix}") String prefix) {
            return new NewTopic(prefix + "new-topic-retry", 3, (short) 1);
        }

        @Bean
        static RetryTopicConfiguration beanHandled(KafkaTemplate<?, ?> template, @Value("${prefix}") String prefix) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .fixedBackOff(50)
                    .maxAttempts(3)
                    .includeTopics(List.of(prefix + "bean-handled"))
                    .notRetryOn(IllegalArgumentException.class)
                    .suffixTopicsWithIndexValues()
                    .retryTopicSuffix("-again")
                    .dltSuffix("-over")
                    .dltHandlerMethod("beanHandledDead", "dead")
                    .doNotRetryOnDltFailure()
                    .concurrency(2)
                    .autoCreateTopics(true, 2, (short) 1)
                    .create(template);
        }

        @Bean
        static RetryTopicConfiguration beanDropped(KafkaTemplate<?, ?> template, @Value("${prefix}") String prefix) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .noBackoff()
                    .maxAttempts(2)
                    .includeTopic(prefix + "bean-dropped")
                    .doNotConfigureDlt()
                    .create(template);
        }

        @Bean
        static BeanHandledDead beanHandledDead(Notes notes) {
            return new BeanHandledDead(notes);
        }
    }

    /** Notes deliveries. */
    abstract static class Noting {

        final Notes notes;

        Noting(Notes notes) {
            this.notes = notes;
        }

        void deliver(ConsumerRecord<String, String> record) throws Exception {
            notes.delivered(record);
            work(record);
            notes.ended(record);
        }

        void note(ConsumerRecord<String, String> record) {
            notes.delivered(record);
            notes.ended(record);
        }
    }

    static class Few extends Noting {

        Few(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "fixed", topics = "${prefix}fixed")
        @RetryableTopic(backOff = @BackOff(delay = 100))
        void fixed(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "growing", topics = "${prefix}growing")
        @RetryableTopic(backOff = @BackOff(delay = 50, multiplier = 2))
        void growing(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            note(record);
        }
    }

    static class Usual extends Noting {

        Usual(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "multiple", topics = "${prefix}multiple")
        @RetryableTopic(
                attempts = "4",
                backOff = @BackOff(delay = 60),
                sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.MULTIPLE_TOPICS)
        void multiple(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "growing-once", topics = "${prefix}growing-once")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50, multiplier = 2))
        void growingOnce(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "bounded", topics = "${prefix}bounded")
        @RetryableTopic(attempts = "5", backOff = @BackOff(delay = 50, multiplier = 3, maxDelay = 160))
        void bounded(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "bounded-multiple", topics = "${prefix}bounded-multiple")
        @RetryableTopic(
                attempts = "5",
                backOff = @BackOff(delay = 50, multiplier = 3, maxDelay = 160),
                sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.MULTIPLE_TOPICS)
        void boundedMultiple(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "indexed", topics = "${prefix}indexed")
        @RetryableTopic(
                backOff = @BackOff(delay = 50, multiplier = 2),
                topicSuffixingStrategy = TopicSuffixingStrategy.SUFFIX_WITH_INDEX_VALUE)
        void indexed(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "indexed-multiple", topics = "${prefix}indexed-multiple")
        @RetryableTopic(
                backOff = @BackOff(delay = 50),
                topicSuffixingStrategy = TopicSuffixingStrategy.SUFFIX_WITH_INDEX_VALUE,
                sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.MULTIPLE_TOPICS)
        void indexedMultiple(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "suffixed", topics = "${prefix}suffixed")
        @RetryableTopic(backOff = @BackOff(delay = 50), retryTopicSuffix = "-again", dltTopicSuffix = ".dead")
        void suffixed(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "no-dlt", topics = "${prefix}no-dlt")
        @RetryableTopic(backOff = @BackOff(delay = 50), dltStrategy = DltStrategy.NO_DLT)
        void noDlt(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "once-only", topics = "${prefix}once-only")
        @RetryableTopic(attempts = "1")
        void onceOnly(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "no-delay", topics = "${prefix}no-delay")
        @RetryableTopic(backOff = @BackOff(0))
        void noDelay(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "includes", topics = "${prefix}includes")
        @RetryableTopic(
                backOff = @BackOff(delay = 50),
                include = {IOException.class, IllegalArgumentException.class},
                traversingCauses = "true")
        void includes(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "excludes", topics = "${prefix}excludes")
        @RetryableTopic(backOff = @BackOff(delay = 50), exclude = IllegalArgumentException.class)
        void excludes(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "excludes-names", topics = "${prefix}excludes-names")
        @RetryableTopic(
                backOff = @BackOff(delay = 50),
                excludeNames = {"java.io.IOException", "java.lang.IllegalArgumentException"},
                traversingCauses = "true")
        void excludesNames(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "includes-only", topics = "${prefix}includes-only")
        @RetryableTopic(backOff = @BackOff(delay = 50), include = IOException.class)
        void includesOnly(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "routed", topics = "${prefix}routed")
        @RetryableTopic(
                attempts = "2",
                backOff = @BackOff(delay = 50),
                exceptionBasedDltRouting = {
                    @ExceptionBasedDltDestination(suffix = "-io", exceptions = IOException.class),
                    @ExceptionBasedDltDestination(suffix = "-wrong", exceptions = IllegalArgumentException.class)
                })
        void routed(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "timed", topics = "${prefix}timed")
        @RetryableTopic(attempts = "5", backOff = @BackOff(delay = 50), timeout = "60000")
        void timed(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "held", topics = "${prefix}held")
        @RetryableTopic(backOff = @BackOff(delay = 50), autoStartDltHandler = "false")
        void held(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "by-hand", topics = "${prefix}by-hand", containerFactory = "byHand")
        @RetryableTopic(backOff = @BackOff(delay = 50), autoStartDltHandler = "true")
        void byHand(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "by-record", topics = "${prefix}by-record")
        @RetryableTopic(backOff = @BackOff(delay = 50), listenerContainerFactory = "byRecord")
        void byRecord(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(
                id = "pair",
                topics = {"${prefix}pair-a", "${prefix}pair-b"})
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void pair(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(
                id = "named",
                topics = "${prefix}named",
                groupId = "named-group",
                clientIdPrefix = "named-client",
                containerGroup = "named-containers")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void named(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(topics = "${prefix}no-id")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void noId(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "replicated", topics = "${prefix}replicated")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), replicationFactor = "1")
        void replicated(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "new-topic", topics = "${prefix}new-topic")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void newTopic(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "composed", topics = "${prefix}composed")
        @Composed(attempts = "4")
        void composed(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "expressed", topics = "${prefix}expressed")
        @RetryableTopic(
                attempts = "${tries:2}",
                backOff =
                        @BackOff(
                                delayString = "#{20 + 30}",
                                multiplierString = "${growth:2}",
                                maxDelayString = "${no:70}"),
                retryTopicSuffix = "${suffix:-once-more}",
                include = IllegalStateException.class,
                autoCreateTopics = "#{true}",
                numPartitions = "#{1}",
                concurrency = "${one:1}")
        void expressed(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "wide", topics = "${prefix}wide")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void wide(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "wide-as-told", topics = "${prefix}wide-as-told")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), numPartitions = "2")
        void wideAsTold(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "grown", topics = "${prefix}grown")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), numPartitions = "2")
        void grown(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "jittered", topics = "${prefix}jittered")
        @RetryableTopic(backOff = @BackOff(delay = 50, multiplier = 2, jitter = 20))
        void jittered(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "given", topics = "${prefix}given")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), autoCreateTopics = "false")
        void given(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(
                id = "assigned",
                topicPartitions =
                        @TopicPartition(
                                topic = "${prefix}assigned",
                                partitionOffsets = {
                                    @PartitionOffset(partition = "0", initialOffset = "0"),
                                    @PartitionOffset(partition = "1", initialOffset = "0")
                                }))
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), numPartitions = "2")
        void assigned(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "concurrent", topics = "${prefix}concurrent", concurrency = "1")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), numPartitions = "2", concurrency = "2")
        void concurrent(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "made", topics = "${prefix}made")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), numPartitions = "2", replicationFactor = "1")
        void made(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            note(record);
        }
    }

    static class Moving extends Noting {

        Moving(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "moving", topics = "${prefix}moving", concurrency = "2")
        @RetryableTopic(
                attempts = "4",
                backOff = @BackOff(delay = 2_000),
                numPartitions = "8",
                sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.MULTIPLE_TOPICS)
        void moving(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            note(record);
        }
    }

    /** What says whether containers are started: their factory, the listener and its retries, in all combinations. */
    static class Starts {

        static final int LISTENERS = 18;

        @KafkaListener(id = "idle", topics = "${prefix}idle")
        @RetryableTopic(retryTopicSuffix = "-idle", dltTopicSuffix = "-idle-dlt")
        void idle(String value) {}

        @KafkaListener(id = "idle-held", topics = "${prefix}idle")
        @RetryableTopic(
                retryTopicSuffix = "-idle-held",
                dltTopicSuffix = "-idle-held-dlt",
                autoStartDltHandler = "false")
        void idleHeld(String value) {}

        @KafkaListener(id = "idle-eager", topics = "${prefix}idle")
        @RetryableTopic(
                retryTopicSuffix = "-idle-eager",
                dltTopicSuffix = "-idle-eager-dlt",
                autoStartDltHandler = "true")
        void idleEager(String value) {}

        @KafkaListener(id = "idle-off", topics = "${prefix}idle", autoStartup = "false")
        @RetryableTopic(retryTopicSuffix = "-idle-off", dltTopicSuffix = "-idle-off-dlt")
        void idleOff(String value) {}

        @KafkaListener(id = "idle-off-held", topics = "${prefix}idle", autoStartup = "false")
        @RetryableTopic(
                retryTopicSuffix = "-idle-off-held",
                dltTopicSuffix = "-idle-off-held-dlt",
                autoStartDltHandler = "false")
        void idleOffHeld(String value) {}

        @KafkaListener(id = "idle-off-eager", topics = "${prefix}idle", autoStartup = "false")
        @RetryableTopic(
                retryTopicSuffix = "-idle-off-eager",
                dltTopicSuffix = "-idle-off-eager-dlt",
                autoStartDltHandler = "true")
        void idleOffEager(String value) {}

        @KafkaListener(id = "idle-on", topics = "${prefix}idle", autoStartup = "true")
        @RetryableTopic(retryTopicSuffix = "-idle-on", dltTopicSuffix = "-idle-on-dlt")
        void idleOn(String value) {}

        @KafkaListener(id = "idle-on-held", topics = "${prefix}idle", autoStartup = "true")
        @RetryableTopic(
                retryTopicSuffix = "-idle-on-held",
                dltTopicSuffix = "-idle-on-held-dlt",
                autoStartDltHandler = "false")
        void idleOnHeld(String value) {}

        @KafkaListener(id = "idle-on-eager", topics = "${prefix}idle", autoStartup = "true")
        @RetryableTopic(
                retryTopicSuffix = "-idle-on-eager",
                dltTopicSuffix = "-idle-on-eager-dlt",
                autoStartDltHandler = "true")
        void idleOnEager(String value) {}

        @KafkaListener(id = "idle-factory", topics = "${prefix}idle", containerFactory = "byHand")
        @RetryableTopic(retryTopicSuffix = "-idle-factory", dltTopicSuffix = "-idle-factory-dlt")
        void idleFactory(String value) {}

        @KafkaListener(id = "idle-factory-held", topics = "${prefix}idle", containerFactory = "byHand")
        @RetryableTopic(
                retryTopicSuffix = "-idle-factory-held",
                dltTopicSuffix = "-idle-factory-held-dlt",
                autoStartDltHandler = "false")
        void idleFactoryHeld(String value) {}

        @KafkaListener(id = "idle-factory-eager", topics = "${prefix}idle", containerFactory = "byHand")
        @RetryableTopic(
                retryTopicSuffix = "-idle-factory-eager",
                dltTopicSuffix = "-idle-factory-eager-dlt",
                autoStartDltHandler = "true")
        void idleFactoryEager(String value) {}

        @KafkaListener(
                id = "idle-factory-off",
                topics = "${prefix}idle",
                containerFactory = "byHand",
                autoStartup = "false")
        @RetryableTopic(retryTopicSuffix = "-idle-factory-off", dltTopicSuffix = "-idle-factory-off-dlt")
        void idleFactoryOff(String value) {}

        @KafkaListener(
                id = "idle-factory-off-held",
                topics = "${prefix}idle",
                containerFactory = "byHand",
                autoStartup = "false")
        @RetryableTopic(
                retryTopicSuffix = "-idle-factory-off-held",
                dltTopicSuffix = "-idle-factory-off-held-dlt",
                autoStartDltHandler = "false")
        void idleFactoryOffHeld(String value) {}

        @KafkaListener(
                id = "idle-factory-off-eager",
                topics = "${prefix}idle",
                containerFactory = "byHand",
                autoStartup = "false")
        @RetryableTopic(
                retryTopicSuffix = "-idle-factory-off-eager",
                dltTopicSuffix = "-idle-factory-off-eager-dlt",
                autoStartDltHandler = "true")
        void idleFactoryOffEager(String value) {}

        @KafkaListener(
                id = "idle-factory-on",
                topics = "${prefix}idle",
                containerFactory = "byHand",
                autoStartup = "true")
        @RetryableTopic(retryTopicSuffix = "-idle-factory-on", dltTopicSuffix = "-idle-factory-on-dlt")
        void idleFactoryOn(String value) {}

        @KafkaListener(
                id = "idle-factory-on-held",
                topics = "${prefix}idle",
                containerFactory = "byHand",
                autoStartup = "true")
        @RetryableTopic(
                retryTopicSuffix = "-idle-factory-on-held",
                dltTopicSuffix = "-idle-factory-on-held-dlt",
                autoStartDltHandler = "false")
        void idleFactoryOnHeld(String value) {}

        @KafkaListener(
                id = "idle-factory-on-eager",
                topics = "${prefix}idle",
                containerFactory = "byHand",
                autoStartup = "true")
        @RetryableTopic(
                retryTopicSuffix = "-idle-factory-on-eager",
                dltTopicSuffix = "-idle-factory-on-eager-dlt",
                autoStartDltHandler = "true")
        void idleFactoryOnEager(String value) {}
    }

    @RetryableTopic
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Composed {

        @AliasFor(annotation = RetryableTopic.class)
        String attempts();

        @AliasFor(annotation = RetryableTopic.class)
        BackOff backOff() default @BackOff(delay = 50);
    }

    static class Fails extends Noting {

        Fails(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "fails", topics = "${prefix}fails")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), dltStrategy = DltStrategy.FAIL_ON_ERROR)
        void listen(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            note(record);
            throw new IllegalStateException("not this either");
        }
    }

    static class Unhandled extends Noting {

        Unhandled(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "unhandled", topics = "${prefix}unhandled")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }
    }

    /** What a handler of dead letters may ask for. */
    static class Arguments extends Noting {

        Arguments(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "arguments", topics = "${prefix}arguments", containerFactory = "manual")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void listen(
                ConsumerRecord<String, String> record,
                KafkaMessageHeaderAccessor headers,
                Acknowledgment acknowledgment,
                @Header(name = "retry_topic-attempts", required = false) Integer attempts)
                throws Exception {
            notes.told(record.value() + " attempt " + headers.getNonBlockingRetryDeliveryAttempt() + " " + attempts);
            deliver(record);
            acknowledgment.acknowledge();
        }

        @DltHandler
        void dead(
                @Payload String value,
                @Header(KafkaHeaders.RECEIVED_TOPIC) String topic,
                @Header(KafkaHeaders.ORIGINAL_TOPIC) String originalTopic,
                @Header(KafkaHeaders.ORIGINAL_PARTITION) int originalPartition,
                @Header(KafkaHeaders.ORIGINAL_OFFSET) long originalOffset,
                @Header(KafkaHeaders.EXCEPTION_FQCN) String exception,
                @Header(KafkaHeaders.EXCEPTION_CAUSE_FQCN) String cause,
                @Header(KafkaHeaders.EXCEPTION_MESSAGE) String message,
                @Header(KafkaHeaders.EXCEPTION_STACKTRACE) String stackTrace,
                KafkaMessageHeaderAccessor headers,
                ConsumerRecord<String, String> record,
                Acknowledgment acknowledgment)
                throws Exception {
            notes.told(String.join(
                    " ",
                    value,
                    "dead",
                    topic,
                    originalTopic,
                    originalPartition + "@" + originalOffset,
                    exception,
                    cause,
                    message,
                    stackTrace.contains("SpringsListeners.work") ? "with stack trace" : stackTrace,
                    "attempt",
                    headers.getNonBlockingRetryDeliveryAttempt() + ""));
            note(record);
            acknowledgment.acknowledge();
        }
    }

    /** What a listener is told of its attempts. */
    static class Counted extends Noting {

        Counted(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "counted", topics = "${prefix}counted", containerFactory = "counting")
        @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 50))
        void listen(
                ConsumerRecord<String, String> record,
                KafkaMessageHeaderAccessor headers,
                @Header(KafkaHeaders.DELIVERY_ATTEMPT) int deliveryAttempt)
                throws Exception {
            notes.told(record.value() + " attempt " + headers.getNonBlockingRetryDeliveryAttempt() + " delivery "
                    + headers.getBlockingRetryDeliveryAttempt() + " " + deliveryAttempt);
            deliver(record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record, KafkaMessageHeaderAccessor headers) {
            notes.told(record.value() + " dead attempt " + headers.getNonBlockingRetryDeliveryAttempt());
            note(record);
        }
    }

    @KafkaListener(id = "on-class", topics = "${prefix}on-class")
    @RetryableTopic(backOff = @BackOff(delay = 50, multiplier = 2))
    static class OnClass extends Noting {

        OnClass(Notes notes) {
            super(notes);
        }

        @KafkaHandler
        void text(
                @Payload String value,
                @Header(KafkaHeaders.RECEIVED_TOPIC) String topic,
                ConsumerRecord<String, String> record)
                throws Exception {
            deliver(record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            note(record);
        }
    }

    static class Future extends Noting {

        Future(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "future", topics = "${prefix}future")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        CompletableFuture<Void> listen(ConsumerRecord<String, String> record) {
            try {
                deliver(record);
                return CompletableFuture.completedFuture(null);
            } catch (Exception failure) {
                return CompletableFuture.failedFuture(failure);
            }
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) {
            note(record);
        }
    }

    static class BeanMade extends Noting {

        BeanMade(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "bean-made", topics = "${prefix}bean-made")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }
    }

    static class BeanHandled extends Noting {

        BeanHandled(Notes notes) {
            super(notes);
        }

        @KafkaListener(id = "bean-handled", topics = "${prefix}bean-handled")
        void handled(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "bean-dropped", topics = "${prefix}bean-dropped")
        void dropped(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }
    }

    static class BeanHandledDead extends Noting {

        BeanHandledDead(Notes notes) {
            super(notes);
        }

        void dead(ConsumerRecord<String, String> record) {
            note(record);
        }
    }
}
