package io.redrive.autoconfigure;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
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

/** An application as it is written for spring-kafka alone: many ways to configure its retry topics, one listener each. */
final class SpringsListeners {

    /** Each listener's id and the end of the name of its topic. */
    static final List<String> ONE_PARTITION = List.of(
            "fixed",
            "multiple",
            "growing",
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
            "unhandled",
            "arguments",
            "on-class",
            "future",
            "bean-made",
            "grown",
            "jittered");

    static final List<String> TWO_PARTITIONS = List.of("wide", "wide-as-told", "given", "assigned", "concurrent");

    static final List<String> MISSING = List.of("made");

    /** Their containers are started by nobody. */
    static final List<String> IDLE = List.of("idle", "idle-held");

    static final List<Class<?>> BEANS = List.of(
            Beans.class,
            Usual.class,
            Fails.class,
            Unhandled.class,
            Arguments.class,
            OnClass.class,
            Future.class,
            BeanMade.class);

    private SpringsListeners() {}

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
        static ConcurrentKafkaListenerContainerFactory<Object, Object> byRecord(
                ConsumerFactory<Object, Object> consumers) {
            var factory = new ConcurrentKafkaListenerContainerFactory<Object, Object>();
            factory.setConsumerFactory(consumers);
            factory.getContainerProperties().setAckMode(AckMode.RECORD);
            return factory;
        }

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> byHand(
                ConsumerFactory<Object, Object> consumers) {
            var factory = new ConcurrentKafkaListenerContainerFactory<Object, Object>();
            factory.setConsumerFactory(consumers);
            factory.setAutoStartup(false);
            return factory;
        }

        @Bean
        static ConcurrentKafkaListenerContainerFactory<Object, Object> manual(
                ConsumerFactory<Object, Object> consumers) {
            var factory = new ConcurrentKafkaListenerContainerFactory<Object, Object>();
            factory.setConsumerFactory(consumers);
            factory.getContainerProperties().setAckMode(AckMode.MANUAL);
            return factory;
        }

        @Bean
        static NewTopic overriding(@Value("${prefix}") String prefix) {
            return new NewTopic(prefix + "new-topic-retry", 3, (short) 1);
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
    }

    /** Notes deliveries in the journal. */
    abstract static class Noting {

        private final Journal journal;

        Noting(Journal journal) {
            this.journal = journal;
        }

        void deliver(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> work(record));
        }

        void note(ConsumerRecord<String, String> record) throws Exception {
            journal.deliver(record, () -> {});
        }
    }

    static class Usual extends Noting {

        Usual(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "fixed", topics = "${prefix}fixed")
        @RetryableTopic(backOff = @BackOff(delay = 100))
        void fixed(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "multiple", topics = "${prefix}multiple")
        @RetryableTopic(
                attempts = "4",
                backOff = @BackOff(delay = 60),
                sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.MULTIPLE_TOPICS)
        void multiple(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "growing", topics = "${prefix}growing")
        @RetryableTopic(backOff = @BackOff(delay = 50, multiplier = 2))
        void growing(ConsumerRecord<String, String> record) throws Exception {
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

        @KafkaListener(id = "idle", topics = "${prefix}idle", containerFactory = "byHand")
        @RetryableTopic(backOff = @BackOff(delay = 50))
        void idle(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @KafkaListener(id = "idle-held", topics = "${prefix}idle-held", containerFactory = "byHand")
        @RetryableTopic(backOff = @BackOff(delay = 50), autoStartDltHandler = "false")
        void idleHeld(ConsumerRecord<String, String> record) throws Exception {
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
        void dead(ConsumerRecord<String, String> record) throws Exception {
            note(record);
        }
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

        Fails(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "fails", topics = "${prefix}fails")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50), dltStrategy = DltStrategy.FAIL_ON_ERROR)
        void listen(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }

        @DltHandler
        void dead(ConsumerRecord<String, String> record) throws Exception {
            note(record);
            throw new IllegalStateException("not this either");
        }
    }

    static class Unhandled extends Noting {

        Unhandled(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "unhandled", topics = "${prefix}unhandled")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void listen(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }
    }

    /** What a handler of dead letters may ask for. */
    static class Arguments extends Noting {

        final Queue<String> told = new ConcurrentLinkedQueue<>();

        Arguments(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "arguments", topics = "${prefix}arguments", containerFactory = "manual")
        @RetryableTopic(attempts = "2", backOff = @BackOff(delay = 50))
        void listen(
                ConsumerRecord<String, String> record,
                KafkaMessageHeaderAccessor headers,
                Acknowledgment acknowledgment,
                @Header(name = "retry_topic-attempts", required = false) Integer attempts)
                throws Exception {
            told.add(record.value() + " attempt " + headers.getNonBlockingRetryDeliveryAttempt() + " " + attempts);
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
            told.add(String.join(
                    " ",
                    value,
                    "dead",
                    topic,
                    originalTopic,
                    originalPartition + "@" + originalOffset,
                    exception,
                    cause,
                    message,
                    stackTrace.contains("no good") ? "with stack trace" : stackTrace,
                    "attempt",
                    headers.getNonBlockingRetryDeliveryAttempt() + ""));
            note(record);
            acknowledgment.acknowledge();
        }
    }

    @KafkaListener(id = "on-class", topics = "${prefix}on-class")
    @RetryableTopic(backOff = @BackOff(delay = 50, multiplier = 2))
    static class OnClass extends Noting {

        OnClass(Journal journal) {
            super(journal);
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
        void dead(ConsumerRecord<String, String> record) throws Exception {
            note(record);
        }
    }

    static class Future extends Noting {

        Future(Journal journal) {
            super(journal);
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
        void dead(ConsumerRecord<String, String> record) throws Exception {
            note(record);
        }
    }

    static class BeanMade extends Noting {

        BeanMade(Journal journal) {
            super(journal);
        }

        @KafkaListener(id = "bean-made", topics = "${prefix}bean-made")
        void listen(ConsumerRecord<String, String> record) throws Exception {
            deliver(record);
        }
    }
}
