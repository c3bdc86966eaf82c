/** What is done with a system, and what is found out by it. */
@NullMarked
package io.redrive.benchmarks.trial;

import org.jspecify.annotations.NullMarked;
