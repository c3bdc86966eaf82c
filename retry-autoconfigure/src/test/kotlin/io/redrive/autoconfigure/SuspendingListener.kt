package io.redrive.autoconfigure

import io.redrive.KafkaRetry
import java.util.concurrent.ConcurrentLinkedQueue
import kotlinx.coroutines.delay
import org.springframework.kafka.annotation.KafkaHandler
import org.springframework.kafka.annotation.KafkaListener

/** A listener that goes on after its method has returned, the way Kotlin writes it. */
open class SuspendingListener {

    val deliveries = ConcurrentLinkedQueue<String>()
    val processed = ConcurrentLinkedQueue<String>()

    @KafkaListener(id = "suspending", topics = ["suspending"], groupId = "g")
    @KafkaRetry(attempts = "2", delay = "200ms")
    suspend fun listen(value: String) {
        deliveries.add(value)
        delay(50)
        check(!value.startsWith("bad")) { "bad" }
        processed.add(value)
    }
}

/** A class of such listeners, of which spring-kafka does not know that they go on. */
@KafkaListener(id = "suspending-class", topics = ["suspending-class"], groupId = "g")
@KafkaRetry(attempts = "2", delay = "200ms")
open class SuspendingHandlers {

    val processed = ConcurrentLinkedQueue<String>()

    @KafkaHandler
    suspend fun listen(value: String) {
        delay(50)
        check(!value.startsWith("bad")) { "bad" }
        processed.add(value)
    }
}
