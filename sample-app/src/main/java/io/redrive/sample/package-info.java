/** A service that settles orders, with Redrive for the ones that do not settle at once. */
@NullMarked
package io.redrive.sample;

import org.jspecify.annotations.NullMarked;
