/** The stream of orders that the sample publishes by itself, and its end. */
@NullMarked
package io.redrive.sample.demo;

import org.jspecify.annotations.NullMarked;
