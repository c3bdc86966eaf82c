package io.redrive.campaign.check;

import io.redrive.campaign.journal.Place;

/**
 * A record of the dead-letter topic.
 *
 * @param number its number
 * @param checksum checksum of its key and value
 * @param place where it is
 */
record DeadLetter(int number, long checksum, Place place) {}
