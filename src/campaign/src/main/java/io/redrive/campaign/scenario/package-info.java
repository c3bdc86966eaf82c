/** Faults over time, drawn from a seed. */
@NullMarked
package io.redrive.campaign.scenario;

import org.jspecify.annotations.NullMarked;
