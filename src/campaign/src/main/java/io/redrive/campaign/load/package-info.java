/** Records with scripted outcomes. */
@NullMarked
package io.redrive.campaign.load;

import org.jspecify.annotations.NullMarked;
