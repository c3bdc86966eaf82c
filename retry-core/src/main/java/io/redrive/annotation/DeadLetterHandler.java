package io.redrive.annotation;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A method that is shown dead letters.
 *
 * @param bean what it is called on, or null for the bean of the listener
 * @param method the method
 */
record DeadLetterHandler(@Nullable Object bean, Method method) {}
