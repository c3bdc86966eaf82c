package io.redrive.annotation;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;

/** Names a method, or a class, the way a developer looks for it. */
final class Where {

    private Where() {}

    static String of(AnnotatedElement element) {
        return element instanceof Method method
                ? method.getDeclaringClass().getSimpleName() + "." + method.getName() + "()"
                : ((Class<?>) element).getSimpleName();
    }
}
