package io.quorate.core.passive;

import io.quorate.core.health.VoteState;
import io.quorate.core.view.Register;
import java.util.Locale;
import java.util.Optional;

/** What a member says to the others of an endpoint's requests, and how that looks as a register. */
enum Stance {
    /** Nothing. */
    SILENT,
    /** Its own requests fail: what do the others see? */
    ASKS,
    /** Its requests fail. */
    FAILS,
    /** Its requests do not fail since it was asked. */
    WORKS,
    /** One trial request after the ejection was answered well. */
    TRIED;

    static Stance of(Register register) {
        return switch (register.state()) {
            case PENDING, ABSTAIN -> register.suspect() ? ASKS : SILENT;
            case DOWN -> FAILS;
            case UP -> register.suspect() ? TRIED : WORKS;
        };
    }

    Optional<Register> register(long key, int level, String reason) {
        String said = Register.shortened(reason);
        return switch (this) {
            case SILENT -> Optional.empty();
            case ASKS -> Optional.of(new Register(key, VoteState.PENDING, true, level, said));
            case FAILS -> Optional.of(new Register(key, VoteState.DOWN, false, level, said));
            case WORKS -> Optional.of(new Register(key, VoteState.UP, false, level, said));
            case TRIED -> Optional.of(new Register(key, VoteState.UP, true, level, said));
        };
    }

    /** As it is shown. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
