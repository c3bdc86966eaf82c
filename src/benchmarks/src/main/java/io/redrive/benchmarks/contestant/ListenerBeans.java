package io.redrive.benchmarks.contestant;

import io.redrive.benchmarks.measure.Listener;

/** Makes the bean of a listener; the annotations of its class are what makes the difference between systems. */
@FunctionalInterface
interface ListenerBeans {

    Object create(String id, String topic, String group, Listener listener);
}
