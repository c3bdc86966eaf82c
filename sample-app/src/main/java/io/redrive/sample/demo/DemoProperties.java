package io.redrive.sample.demo;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The orders that the sample publishes by itself.
 *
 * @param count how many; 0 for none
 * @param interval time between two of them
 * @param seed where their sequence begins: the same seed gives the same orders
 * @param giveUpAfter how long after the last one the summary is written even if orders are open
 */
@ConfigurationProperties("sample.orders")
record DemoProperties(int count, Duration interval, long seed, Duration giveUpAfter) {}
