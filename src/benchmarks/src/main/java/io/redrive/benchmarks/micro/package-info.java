/** The hot paths of Redrive's engine, one by one, without a broker: time and allocation by operation. */
@NullMarked
package io.redrive.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
