/** A wire that can be cut, delayed and half-opened. */
@NullMarked
package io.redrive.campaign.proxy;

import org.jspecify.annotations.NullMarked;
