/** The systems that are compared; each gets the same topic, the same group and the same listener. */
@NullMarked
package io.redrive.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
