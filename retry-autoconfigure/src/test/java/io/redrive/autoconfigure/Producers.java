package io.redrive.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets the producers of an application fail in the ways a broker or a network makes them fail, while others go on. */
@Configuration(proxyBeanMethods = false)
class Producers {

    private final Map<String, Fault> faults = new ConcurrentHashMap<>();

    enum Fault {
        /** The callback reports what it does after {@code delivery.timeout.ms}. */
        TIMES_OUT,
        /** The call itself fails. */
        THROWS,
        /** The call itself, and all that asks for the topic's partitions, fails after a time of blocking. */
        HAS_NO_METADATA,
        /** The send succeeds, only later. */
        IS_SLOW
    }

    static final Duration SLOWNESS = Duration.ofSeconds(7);

    @Bean
    DefaultKafkaProducerFactoryCustomizer faultyProducers() {
        return factory -> factory.addPostProcessor(this::wrap);
    }

    /** From now on, writing to topics that begin like this fails. */
    void fail(String topicPrefix, Fault fault) {
        faults.put(topicPrefix, fault);
    }

    void heal() {
        faults.clear();
    }

    private Fault fault(String topic) {
        return faults.entrySet().stream()
                .filter(each -> topic.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    @SuppressWarnings("unchecked") // the proxy is one for the interface of its target
    private <K, V> Producer<K, V> wrap(Producer<K, V> target) {
        return (Producer<K, V>) Proxy.newProxyInstance(
                Producers.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    Supplier<Object> call = () -> {
                        try {
                            return method.invoke(target, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw (RuntimeException) thrown.getCause();
                        } catch (IllegalAccessException impossible) {
                            throw new IllegalStateException(impossible);
                        }
                    };
                    if (method.getName().equals("send") && arguments.length == 2) {
                        return send((ProducerRecord<?, ?>) arguments[0], (Callback) arguments[1], call);
                    }
                    if (method.getName().equals("partitionsFor")
                            && fault((String) arguments[0]) == Fault.HAS_NO_METADATA) {
                        throw block();
                    }
                    return call.get();
                });
    }

    private Object send(ProducerRecord<?, ?> record, Callback callback, Supplier<Object> send) {
        Fault fault = fault(record.topic());
        if (fault == null) {
            return send.get();
        }
        return switch (fault) {
            case TIMES_OUT ->
                CompletableFuture.runAsync(
                        () -> callback.onCompletion(null, new TimeoutException("no answer in time")),
                        after(Duration.ofMillis(50)));
            case THROWS -> throw new KafkaException("cannot send");
            case HAS_NO_METADATA -> throw block();
            case IS_SLOW -> CompletableFuture.supplyAsync(send, after(SLOWNESS));
        };
    }

    private static Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static TimeoutException block() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        never.completeOnTimeout(null, 500, TimeUnit.MILLISECONDS).join();
        return new TimeoutException("Topic not present in metadata after 500 ms.");
    }
}
