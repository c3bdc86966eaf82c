package io.redrive.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.redrive.KafkaRetry;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

class ConnectionsTests {

    private final ProducerFactory<Object, Object> factory = new DefaultKafkaProducerFactory<>(Map.of());
    private final GenericApplicationContext parent = new GenericApplicationContext();
    private final GenericApplicationContext child = new GenericApplicationContext(parent);

    @AfterEach
    void close() {
        child.close();
        parent.close();
    }

    @Test
    void aListenerOfAChildContextUsesTheTemplateOfItsParent() {
        parent.registerBean("template", KafkaOperations.class, () -> new KafkaTemplate<>(factory));
        addUnused(parent);
        addUnused(child);

        parent.refresh();
        child.refresh();

        assertThat(Connections.sender(child.getBeanFactory(), null).get().producers())
                .isSameAs(factory);
    }

    @Test
    void aListenerUsesTheProducerFactoryWhereNoContextHasATemplate() {
        parent.registerBean("factory", ProducerFactory.class, () -> factory);
        addUnused(parent);
        addUnused(child);

        parent.refresh();
        child.refresh();

        assertThat(Connections.sender(child.getBeanFactory(), null).get().producers())
                .isSameAs(factory);
    }

    private static void addUnused(GenericApplicationContext context) {
        context.registerBean(
                KafkaRetry.UNUSED_TEMPLATE,
                KafkaOperations.class,
                () -> new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(Map.of())),
                definition -> definition.setAutowireCandidate(false));
    }
}
