package io.redrive.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.Lincheck;

/**
 * What producers' threads and one consumer thread do with {@link Outcomes}, in many of the ways in which they can take turns. A
 * program of its own: all classes that it finds loaded are made to take turns first.
 */
final class OutcomesInterleavings {

    private OutcomesInterleavings() {}

    private record Told(int number) implements Outcome.OfListener {}

    /** Tries as many ways as its argument says, and ends with a failure when one of them is wrong. */
    public static void main(String[] arguments) {
        Lincheck.runConcurrentTest(Integer.parseInt(arguments[0]), () -> {
            // It lets those that park go on by themselves, so a wake-up that is lost is not found.
            Outcomes outcomes = new Outcomes(nanos -> LockSupport.park());
            Thread one = new Thread(() -> {
                outcomes.add(new Told(1));
                outcomes.add(new Told(2));
            });
            Thread other = new Thread(() -> outcomes.add(new Told(3)));
            one.start();
            other.start();
            List<Integer> taken = take(outcomes, 3);
            if (!taken.containsAll(List.of(1, 2, 3)) || taken.indexOf(1) > taken.indexOf(2)) {
                throw new AssertionError(taken);
            }
        });
    }

    private static List<Integer> take(Outcomes outcomes, int count) {
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < count) {
            if (outcomes.poll() instanceof Told told) {
                taken.add(told.number());
            } else {
                outcomes.await(1);
            }
        }
        return taken;
    }
}
