package io.redrive.campaign.check;

/** Looks at one aspect of a run. It decides from the case alone. */
interface Check {

    void examine(Case run, Findings findings);
}
