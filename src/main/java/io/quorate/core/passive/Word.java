package io.quorate.core.passive;

import io.quorate.core.view.Register;
import java.util.Optional;

/**
 * One member's word on one endpoint's requests.
 *
 * @param level how many times in close succession, this included, the endpoint is left out; 0 with {@link Stance#SILENT}
 */
record Word(Stance stance, int level, String reason) {
    static final Word NONE = new Word(Stance.SILENT, 0, "");

    static Word of(Register register) {
        Stance stance = Stance.of(register);
        return stance == Stance.SILENT ? NONE : new Word(stance, register.streak(), register.reason());
    }

    boolean accuses() {
        return stance == Stance.ASKS || stance == Stance.FAILS;
    }

    Optional<Register> register(long key) {
        return stance.register(key, level, reason);
    }
}
