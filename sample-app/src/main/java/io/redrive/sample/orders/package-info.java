/** What an order is and how it gets onto its topic. */
@NullMarked
package io.redrive.sample.orders;

import org.jspecify.annotations.NullMarked;
