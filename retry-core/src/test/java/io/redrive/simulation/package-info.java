/**
 * Runs the real engine through random histories in virtual time, on one thread, over a log, groups and a forwarder that
 * exist in memory only. A history follows from its seed alone, so that any of them can be run again.
 */
package io.redrive.simulation;
