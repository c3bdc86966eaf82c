/** The records that are sent: how many, how fast, and which of them fail. */
@NullMarked
package io.redrive.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
