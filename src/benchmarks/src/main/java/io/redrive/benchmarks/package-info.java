/** Compares Redrive with what else could be used, on a real broker: all systems in turn, in one run. */
@NullMarked
package io.redrive.benchmarks;

import org.jspecify.annotations.NullMarked;
