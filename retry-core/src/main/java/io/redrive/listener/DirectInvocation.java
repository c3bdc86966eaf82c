package io.redrive.listener;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.kafka.listener.adapter.KotlinAwareInvocableHandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Calls a listener method as spring-kafka does, but through a method handle: what the method throws is then not wrapped in an
 * exception of reflection, with a stack of its own, only to be taken out of it at once.
 */
final class DirectInvocation extends InvocableHandlerMethod {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodType ALIKE = MethodType.methodType(Object.class, Object[].class);

    private final MethodHandle method;

    /**
     * Creates a method that does what another one does.
     *
     * @param made one of which {@link #canReplace} is true
     */
    DirectInvocation(InvocableHandlerMethod made) {
        super(made);
        setMessageMethodArgumentResolvers(
                (HandlerMethodArgumentResolverComposite) Objects.requireNonNull(SpringsField.ARGUMENTS.read(made)));
        this.method = handle(getBridgedMethod(), getBean());
    }

    /** Whether nothing would be lost: a method of an application's own may do more, and coroutines begin elsewhere. */
    static boolean canReplace(InvocableHandlerMethod made) {
        return made.getClass() == KotlinAwareInvocableHandlerMethod.class
                && !KotlinDetector.isSuspendingFunction(made.getMethod())
                && made.getMethod().getDeclaringClass().isInstance(made.getBean());
    }

    @Override
    protected @Nullable Object doInvoke(@Nullable Object... arguments) throws Exception {
        try {
            return method.invokeExact(arguments);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable neither) {
            throw new IllegalStateException(formatInvokeError("Invocation failure", arguments), neither);
        }
    }

    private static MethodHandle handle(Method method, Object bean) {
        try {
            MethodHandle handle = LOOKUP.unreflect(method).asFixedArity();
            MethodHandle bound = Modifier.isStatic(method.getModifiers()) ? handle : handle.bindTo(bean);
            return bound.asSpreader(Object[].class, method.getParameterCount()).asType(ALIKE);
        } catch (IllegalAccessException impossible) {
            // Spring has made it accessible.
            throw new IllegalStateException(impossible);
        }
    }
}
