/** Benchmarks of Redrive. */
@NullMarked
package io.redrive.benchmarks;

import org.jspecify.annotations.NullMarked;
