package io.redrive.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationFramesTests {

    private final ApplicationFrames own = new ApplicationFrames(List.of("com.acme"));

    @Test
    void findsTheFirstFrameOfTheApplication() {
        Throwable failure = failure(
                "java.util.Objects.requireNonNull",
                "org.other.Client.send",
                "com.acme.pay.Till.open",
                "com.acme.orders.Listener.settle");

        assertThat(own.of(failure)).isEqualTo("com.acme.pay.Till.open");
        assertThat(own.in(printed(failure))).isEqualTo("com.acme.pay.Till.open");
    }

    @Test
    void takesTheFirstFrameOfNoWellKnownLibraryWhereItsOwnPackagesAreNotThere() {
        Throwable failure = failure(
                "java.util.Objects.requireNonNull", "org.springframework.web.Client.send", "org.other.Client.send");

        assertThat(own.of(failure)).isEqualTo("org.other.Client.send");
        assertThat(ApplicationFrames.GUESSED.of(failure)).isEqualTo("org.other.Client.send");
        assertThat(own.in(printed(failure))).isEqualTo("org.other.Client.send");
    }

    @Test
    void looksAtCausesAsWell() {
        Throwable failure = failure("java.util.concurrent.FutureTask.get");
        failure.initCause(failure("com.acme.pay.Till.open"));

        assertThat(own.of(failure)).isEqualTo("com.acme.pay.Till.open");
        assertThat(own.in(printed(failure))).isEqualTo("com.acme.pay.Till.open");
    }

    @Test
    void findsNoneWhereThereIsNone() {
        Throwable failure = failure("java.util.Objects.requireNonNull");

        assertThat(own.of(failure)).isNull();
        assertThat(own.in(printed(failure))).isNull();
        assertThat(own.in("no stack trace at com.acme.Till.open(at all")).isNull();
    }

    @Test
    void leavesOutWhatACompilerOrAProxyNumbers() {
        assertThat(own.of(failure("com.acme.Till.lambda$open$17"))).isEqualTo("com.acme.Till.open");
        assertThat(own.of(failure("com.acme.Till$$SpringCGLIB$$0.open"))).isEqualTo("com.acme.Till.open");
        assertThat(own.of(failure("com.acme.Till$Drawer.open"))).isEqualTo("com.acme.Till$Drawer.open");
    }

    @Test
    void aPackageIsNotOneWhoseNameOnlyBeginsAlike() {
        assertThat(own.of(failure("com.acmeforms.Form.fill", "com.acme.Till.open")))
                .isEqualTo("com.acme.Till.open");
    }

    @Test
    void isBoundedAndEndsWhereCausesGoInCircles() {
        // given
        Throwable one = failure("java.util.Objects.requireNonNull");
        Throwable other = failure("java.util.Objects.requireNonNull");
        one.initCause(other);
        other.initCause(one);

        // then
        assertThat(own.of(one)).isNull();
        assertThat(own.of(failure("com.acme." + "x".repeat(1_000) + ".open"))).hasSize(ApplicationFrames.LONGEST);
    }

    @Test
    void readsFramesWithNamesOfModulesAndLoaders() {
        assertThat(own.in("x.Failure: no\n\tat app//com.acme.Till.open(Till.java:7)"))
                .isEqualTo("com.acme.Till.open");
        assertThat(own.in("x.Failure: no\n\tat app/my.module@1.0/com.acme.Till.<init>(Till.java:7)"))
                .isEqualTo("com.acme.Till.<init>");
    }

    private static Throwable failure(String... frames) {
        Throwable failure = new IllegalStateException("no");
        StackTraceElement[] trace = new StackTraceElement[frames.length];
        for (int i = 0; i < frames.length; i++) {
            int dot = frames[i].lastIndexOf('.');
            trace[i] =
                    new StackTraceElement(frames[i].substring(0, dot), frames[i].substring(dot + 1), "A.java", i + 1);
        }
        failure.setStackTrace(trace);
        return failure;
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
