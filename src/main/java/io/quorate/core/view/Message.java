package io.quorate.core.view;

import io.quorate.core.model.MemberId;

/**
 * What one member tells others. Any message may be lost, late, doubled or overtaken by another: nothing depends on one of
 * them arriving.
 */
public sealed interface Message permits Pulse, Report, Pull {
    /** Who says it. */
    MemberId from();
}
