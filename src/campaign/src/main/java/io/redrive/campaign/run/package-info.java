/** Runs scenarios: sets the stage, plays the plan, puts everything right and calls the checker. */
@NullMarked
package io.redrive.campaign.run;

import org.jspecify.annotations.NullMarked;
