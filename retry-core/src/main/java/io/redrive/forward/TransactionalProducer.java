package io.redrive.forward;

import org.apache.kafka.clients.producer.Producer;

/**
 * A producer with a transactional id, through which the application sends its records and we our forwards.
 *
 * @param client the producer; it accepts {@link RawBytes} as keys and values beside those of the application
 * @param sends counts what the application sends
 */
public record TransactionalProducer(Producer<Object, Object> client, Sends sends) {}
