package io.redrive.campaign.instance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.SpringAsmInfo;

/**
 * The clock of this instance, which may be wrong on purpose. Redrive asks the system's clock, as an application's clock is
 * not its business; so the one class that gets it there is given this one in its place.
 */
public final class InstanceClock {

    private static final String ARGUMENT = "--campaign.ahead-ms=";
    private static final String ASKS = "io.redrive.autoconfigure.EngineRuntime";
    private static final String NEIGHBOUR = "io.redrive.autoconfigure.RedriveProperties";

    private static Duration ahead = Duration.ZERO;

    private InstanceClock() {}

    /** Returns the clock. */
    public static Clock clock() {
        return Clock.offset(Clock.systemUTC(), ahead);
    }

    /** Makes the clock wrong as an argument has it, before anybody has asked for it. */
    static void setByArgument(String... arguments) {
        ahead = Stream.of(arguments)
                .filter(argument -> argument.startsWith(ARGUMENT))
                .map(argument -> Duration.ofMillis(Long.parseLong(argument.substring(ARGUMENT.length()))))
                .findFirst()
                .orElse(Duration.ZERO);
        if (!ahead.isZero()) {
            replaceSystemClock();
        }
    }

    private static void replaceSystemClock() {
        String file = ASKS.replace('.', '/') + ".class";
        try (InputStream original = InstanceClock.class.getClassLoader().getResourceAsStream(file)) {
            Class<?> neighbour = Class.forName(NEIGHBOUR, false, InstanceClock.class.getClassLoader());
            ClassWriter rewritten = new ClassWriter(0);
            new ClassReader(Objects.requireNonNull(original)).accept(new Rewriting(rewritten), 0);
            MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup()).defineClass(rewritten.toByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (ReflectiveOperationException moved) {
            throw new IllegalStateException(ASKS + " does not get its clock as it did", moved);
        }
    }

    /** Puts {@link #clock} in the place of {@link Clock#systemUTC}. */
    private static final class Rewriting extends ClassVisitor {

        Rewriting(ClassVisitor next) {
            super(SpringAsmInfo.ASM_VERSION, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(SpringAsmInfo.ASM_VERSION, next) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String type, boolean ofInterface) {
                    if (owner.equals("java/time/Clock") && method.equals("systemUTC")) {
                        String clock = InstanceClock.class.getName().replace('.', '/');
                        super.visitMethodInsn(opcode, clock, "clock", type, false);
                    } else {
                        super.visitMethodInsn(opcode, owner, method, type, ofInterface);
                    }
                }
            };
        }
    }
}
