/** The listener every system calls, and what is read from it. */
@NullMarked
package io.redrive.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
