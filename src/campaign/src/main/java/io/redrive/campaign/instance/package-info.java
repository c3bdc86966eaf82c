/** The application under test. */
@NullMarked
package io.redrive.campaign.instance;

import org.jspecify.annotations.NullMarked;
