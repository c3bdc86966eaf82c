package io.redrive.annotation;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;

/** What expressions in annotations find beside the beans of the application: the bean of the listener. */
record ListenerScope(Object listener) implements Scope {

    private static final String LISTENER = "__listener";

    @Override
    public @Nullable Object resolveContextualObject(String key) {
        return key.equals(LISTENER) ? listener : null;
    }

    @Override
    public Object get(String name, ObjectFactory<?> objectFactory) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public @Nullable Object remove(String name) {
        return null;
    }

    @Override
    public void registerDestructionCallback(String name, Runnable callback) {}
}
