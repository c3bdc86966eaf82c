/** Decides from topics and journals whether a run kept every promise. */
@NullMarked
package io.redrive.campaign.check;

import org.jspecify.annotations.NullMarked;
