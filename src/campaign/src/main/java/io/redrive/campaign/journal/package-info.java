/** What instances, load and runner write down, line by line, and what the checker reads. */
@NullMarked
package io.redrive.campaign.journal;

import org.jspecify.annotations.NullMarked;
