/** Brokers and a controller, each in a process that can be killed. */
@NullMarked
package io.redrive.campaign.cluster;

import org.jspecify.annotations.NullMarked;
