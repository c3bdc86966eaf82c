/** JVMs that are started, killed, suspended and ended from outside. */
@NullMarked
package io.redrive.campaign.process;

import org.jspecify.annotations.NullMarked;
