package io.quorate.core.balance;

import io.quorate.core.model.upstream.Endpoint;
import java.util.List;

/** A way to choose. It holds no state itself: its pickers do. */
public interface Policy {
    /** The word for it in the config. */
    String name();

    /**
     * A picker over a list of endpoints.
     *
     * @param load by place
     * @param seed where to begin, so that pickers made at the same time do not all choose the same endpoint first
     */
    Picker picker(List<Endpoint> endpoints, Load load, long seed);
}
