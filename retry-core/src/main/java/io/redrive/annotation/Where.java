package io.redrive.annotation;

import java.lang.reflect.Method;

/** Names a method the way a developer looks for it. */
final class Where {

    private Where() {}

    static String of(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + "()";
    }
}
