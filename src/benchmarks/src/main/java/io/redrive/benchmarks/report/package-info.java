/** From the readings of all rounds to the tables. */
@NullMarked
package io.redrive.benchmarks.report;

import org.jspecify.annotations.NullMarked;
