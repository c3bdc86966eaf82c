/** Settles orders: the listener with its retries, the client of the gateway, the settlements in the database, the dead letters. */
@NullMarked
package io.redrive.sample.settlement;

import org.jspecify.annotations.NullMarked;
