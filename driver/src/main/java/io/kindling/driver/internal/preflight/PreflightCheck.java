package io.kindling.driver.internal.preflight;

import io.kindling.KindlingException;

/** A check of what is known before the first step. */
interface PreflightCheck {
    /** @throws KindlingException if a training cannot work; the message says where, why, and what to change */
    void require(PreflightFacts facts);
}
