/** The payment gateway the orders are settled with: slow, busy or declining, as the order tells it to be. */
@NullMarked
package io.redrive.sample.gateway;

import org.jspecify.annotations.NullMarked;
